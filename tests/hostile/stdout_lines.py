# %% solution="double"
for k in range(1_000_000):
    print(k)

def double(x):
    return 2 * x
