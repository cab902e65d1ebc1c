# %% solution="sizes"
kept = []

def sizes(g, n):
    kept.append(g)
    return [g(k) for k in range(n)]

# %% solution="spread"
def spread(w):
    return float(np.mean((w - np.mean(w)) ** 2))

# %%
for one in kept:
    try:
        print("REACHED", one(40))
    except Exception as error:
        pass
print("held")
