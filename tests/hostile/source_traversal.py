# %% solution="double"
for path in ("@COURSE@/source/hostile.py", "../../../../../../../../@COURSE@/source/hostile.py", "/proc/self/cwd/../@COURSE@/source/hostile.py"):
    try:
        print("REACHED", open(path).read())
    except OSError as error:
        print("held")

def double(x):
    return 2 * x
