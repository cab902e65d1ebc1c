# %% solution="double"
def double(x):
    error = ValueError(10**5000)
    for k in range(500):
        error = ExceptionGroup("g" * 1000, [error, KeyError(k)])
    error.add_note("n" * 10**6)
    raise error from OverflowError(10**5000)

# %% solution="sizes"
class Mute(Exception):
    __str__ = __repr__ = lambda self: 1 / 0
    __class__ = property(lambda self: AssertionError)

def sizes(g, n):
    raise Mute(n)

# %% solution="spread"
def spread(w):
    raise UnicodeDecodeError("utf-8", b"\xff" * 10**6, 0, 1, "\ud800" * 10**5)
