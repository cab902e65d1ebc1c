# %% solution="q1"
# the number of your option: 1, 2 or 3
q1 = 1

# %% solution="q1b"
# the number of your option: 1, 2, 3 or 4
q1b = 2

# %% solution="q2"
# the number of your option: 1, 2 or 3
q2 = 2

# %% solution="q2b"
# a number, to 6 decimals
q2b = 0.003125

# %% solution="q3"
# a whole number
q3 = 10

# %% solution="q3b"
# three numbers: variance, standard deviation, bound, to 4 decimals
q3b = (0.2, 0.4472, 0.7746)
