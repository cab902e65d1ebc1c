# %% solution="q1"
q1 = 1
