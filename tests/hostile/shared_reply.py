# %% solution="double"
value = []
for _ in range(40):
    value = [value, value]

def double(x):
    return value

# %% solution="sizes"
sizes = value
