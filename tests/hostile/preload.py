# %% solution="double"
import os, sys
os.execve("/bin/true", ["hostile-mark"], {"LD_PRELOAD": "/tmp/none.so"})
