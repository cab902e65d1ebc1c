# %% solution="double"
import os, sys
os.execve(sys.executable, ["hostile-mark", "-c", ""], {"LD_PRELOAD": "/tmp/none.so"})
