# %% solution="double"
def double(x):
    global double
    double = lambda x: 0
    return 2 * x
