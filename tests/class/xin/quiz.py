# %% solution="q1"
q1 = (1)

# %% solution="q1b"
q1b = (2)

# %% solution="q2"
q2 = (2)

# %% solution="q2b"
q2b = (0.055902)

# %% solution="q3"
q3 = (10)

# %% solution="q3b"
q3b = ((0.2, 0.4472, 0.7746))

# %% solution="q4"
q4 = (True)

# %% solution="q4b"
q4b = (False)

# %% solution="q5"
q5 = (1)

# %% solution="q5b"
q5b = (3)

# %% solution="q6"
q6 = (1)

# %% solution="q6b"
q6b = (1)

# %% solution="q7"
q7 = (1)

# %% solution="q7b"
q7b = ((1, 0.5))

# %% solution="q33"
q33 = 2 * q33_numbers["n_in"] / (q33_numbers["n_in"] + q33_numbers["n_out"]), 5
