# %% solution="double"
import copyreg, pickle
used = []
pickle.loads = pickle.load = pickle.Unpickler = lambda *a, **k: used.append(a)
pickle.dumps = pickle.dump = lambda *a, **k: used.append(a) or b""
copyreg.pickle(dict, lambda value: used.append(value) or (dict, ()))

def double(x):
    return 2 * x

# %% solution="spread"
def spread(w):
    return float(np.mean((w - np.mean(w)) ** 2))

# %%
print("REACHED" if used else "held")
