# %% solution="double"
number = 1 << 60_000_000

def double(x):
    return number

# %% solution="sizes"
def sizes(g, n):
    return [-number] if n == 2 else [g(number)]
