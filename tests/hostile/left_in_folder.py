# %% solution="double"
import os
print("REACHED" if os.listdir(".") or os.listdir(os.path.expanduser("~")) else "held")
for name in ("left", ".left", "sitecustomize.py", "numpy.py"):
    open(name, "w").write("raise SystemExit")
os.symlink("/", "root")
os.mkfifo("fifo")

def double(x):
    return 2 * x
