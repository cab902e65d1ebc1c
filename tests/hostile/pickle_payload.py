# %% solution="double"
import os

class Payload:
    def __reduce__(self):
        return os.system, ("touch pickled",)

def double(x):
    return Payload()

# %% solution="spread"
def spread(w):
    return np.array([Payload()])
