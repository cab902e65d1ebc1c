# %% solution="double"
import builtins, os, sys
left = [hasattr(builtins, "left_here"), hasattr(np, "left_here"), "left_here" in os.environ,
        "left_here" in sys.modules]
builtins.left_here = np.left_here = sys.modules["left_here"] = sys
os.environ["left_here"] = "1"
print("REACHED" if any(left) else "held")

def double(x):
    return 2 * x
