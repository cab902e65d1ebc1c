# %% solution="double"
def double(x):
    while True:
        pass

# %% solution="sizes"
while True:
    pass
