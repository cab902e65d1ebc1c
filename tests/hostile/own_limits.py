# %% solution="double"
import resource
for what in (resource.RLIMIT_AS, resource.RLIMIT_DATA, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
    resource.setrlimit(what, (0, 0))

def double(x):
    return list(range(10**7))
