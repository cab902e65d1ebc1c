# %% solution="double"
import os, signal, tempfile
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for place in (os.getcwd(), tempfile.gettempdir(), "/tmp", "/dev/shm", "/var/tmp", "/dev", "/", os.path.expanduser("~")):
    written = 0
    try:
        for k in range(30):
            with open(os.path.join(place, f"hostile-fill-{k}"), "wb") as file:
                file.write(bytes(10**7))
            written += 10
        print("REACHED", place)
    except OSError:
        print("held", written)
    for k in range(30):
        try:
            os.unlink(os.path.join(place, f"hostile-fill-{k}"))
        except OSError:
            pass

def double(x):
    return 2 * x
