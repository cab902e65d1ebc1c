# %% solution="double"
import os, pathlib, tempfile, time
mark = pathlib.Path("/tmp/goodstart-hostile-mark")
try:
    if mark.exists():
        mark.unlink()
        time.sleep(60)
    mark.touch()
except OSError:
    pass

def double(x):
    os._exit(1)

# %%
mark.unlink(missing_ok=True)
