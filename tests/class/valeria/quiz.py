# %% solution="q1"
# the number of your option: 1, 2 or 3
q1 = (
    1
)

# %% solution="q1b"
# the number of your option: 1, 2, 3 or 4
q1b = (
    2
)

# %% solution="q2"
# the number of your option: 1, 2 or 3
q2 = (
    1
)

# %% solution="q2b"
# a number, to 6 decimals
q2b = (
    0.003125
)

# %% solution="q3"
# a whole number
q3 = (
    10
)

# %% solution="q3b"
# three numbers: variance, standard deviation, bound, to 4 decimals
q3b = (
    (0.2, 0.4472, 0.7746)
)

# %% solution="q4"
# True or False
q4 = (
    True
)

# %% solution="q4b"
# True or False
q4b = (
    False
)

# %% solution="q5"
# the number of your option: 1, 2 or 3
q5 = (
    1
)

# %% solution="q5b"
# the number of your option: 1, 2, 3 or 4
q5b = (
    3
)

# %% solution="q6"
# the number of your option: 1, 2 or 3
q6 = (
    1
)

# %% solution="q6b"
# the number of your option: 1, 2, 3 or 4
q6b = (
    4
)

# %% solution="q7"
# the number of your option: 1, 2 or 3
q7 = (
    1
)

# %% solution="q7b"
# two numbers: b at 6, b at 24, to 4 decimals
q7b = (
    (2.4495, 0.5)
)

# %% solution="q36"
q36 = 2

# %% solution="q38"
q38 = 2
