# %% solution="double"
import os, pathlib, time
place = pathlib.Path("/tmp/goodstart-hostile-daemon")
print("REACHED" if place.exists() else "held")
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 100)
        for _ in range(40):
            time.sleep(0.25)
            place.touch()
    os._exit(0)

def double(x):
    return 2 * x
