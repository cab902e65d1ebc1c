# %% solution="double"
import sys, warnings
print("careful", file=sys.stderr)
warnings.warn("careful")

def double(x):
    warnings.warn("careful")
    print("careful", file=sys.stderr)
    return 2 * x
