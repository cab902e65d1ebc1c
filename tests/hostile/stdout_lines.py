# %% solution="double"
for k in range(200_000):
    print(k)

def double(x):
    return 2 * x
