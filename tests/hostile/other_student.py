# %% solution="double"
try:
    print("REACHED", open("@COURSE@/submitted/neighbour/hostile/hostile.ipynb").read())
except OSError:
    print("held")

def double(x):
    return 2 * x
