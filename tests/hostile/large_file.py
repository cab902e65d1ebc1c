# %% solution="double"
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("large", "wb") as file:
        for _ in range(100):
            file.write(bytes(10**6))
            file.flush()
    print("REACHED")
except OSError as error:
    print("held", error)

def double(x):
    return 2 * x
