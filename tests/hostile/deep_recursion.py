# %% solution="double"
import sys

def down(k):
    return eval("down(k + 1)")

def double(x):
    sys.setrecursionlimit(10**9)
    return down(0)

# %% solution="sizes"
def sizes(g, n):
    return sizes(g, n)
