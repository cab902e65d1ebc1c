# %% solution="double"
import atexit, os, signal, sys, weakref
atexit.register(lambda: open("later", "w").write("x") and os._exit(9))

class Late:
    def __del__(self):
        open("later", "w").write("x")

sys.late = Late()
weakref.finalize(sys.late, print, "late")
os.register_at_fork(before=lambda: print("fork"))
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGINT):
    signal.signal(number, lambda *a: None)

def double(x):
    return 2 * x
