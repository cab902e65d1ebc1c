# %% solution="double"
import os
os.makedirs("a/b/c")
os.chmod("a/b", 0)
os.chmod("a", 0)

def double(x):
    return 2 * x
