# %% solution="double"
import gc, sys, threading
seen = set()

def watch(frame, event, arg):
    if event == "call":
        seen.update(one for one in frame.f_locals.values() if type(one) is str)
    return None

sys.setprofile(watch)
threading.setprofile(watch)
gc.callbacks.append(lambda phase, info: seen.add(phase))

def double(x):
    return 2 * x

# %% solution="spread"
def spread(w):
    return float(np.mean((w - np.mean(w)) ** 2))

# %%
sys.setprofile(None)
word = "canary" + "-hidden"
print("REACHED" if any(word in one for one in seen) else "held")
