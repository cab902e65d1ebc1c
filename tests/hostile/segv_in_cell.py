# %% solution="sizes"
def sizes(g, n):
    return [g(k) for k in range(n)]

import ctypes
ctypes.string_at(0)
