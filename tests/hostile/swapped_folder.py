# %% solution="double"
import os
home = os.getcwd()
os.chdir("/")
try:
    os.rmdir(home)
    os.symlink("@COURSE@", home)
except OSError:
    pass

def double(x):
    return 2 * x
