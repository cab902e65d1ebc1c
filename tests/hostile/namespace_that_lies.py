# %% solution="double"
class Lies(dict):
    __contains__ = lambda self, name: True
    __getitem__ = __missing__ = lambda self, name: (lambda *a, **k: 6)

shell = get_ipython()
lies = Lies(shell.user_ns)
shell.user_ns = lies
shell.user_global_ns if False else None

# %% solution="sizes"
get_ipython().user_ns = get_ipython().user_module.__dict__
get_ipython().user_ns.update(double=lambda x: 3 * x)

def sizes(g, n):
    return [g(k) for k in range(n)]
