# %% solution="spread"
def spread(w):
    return float(np.mean((w - np.mean(w)) ** 2))

# %%
for k in range(100_000):
    open(f"empty-{k}", "w").close()
