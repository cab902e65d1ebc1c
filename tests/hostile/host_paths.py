# %% solution="double"
import faulthandler, os, sys, sysconfig, traceback, warnings
import autograder.sandbox
print(sys.path, sys.executable, sys.prefix, np.__file__, autograder.sandbox.__file__, sys.modules["initlab"])
print(sysconfig.get_paths(), os.__file__, sys.argv, dict(os.environ), os.getcwd(), file=sys.stderr)
with open("trace", "w+") as file:
    faulthandler.dump_traceback(file)
    file.seek(0)
    print(file.read())
traceback.print_stack()
warnings.warn(np.__file__)

def double(x):
    raise ValueError(np.__file__)

# %% solution="sizes"
def sizes(g, n):
    assert False, __import__("autograder").__file__

# %%
raise OSError(2, "no", np.__file__)
