# %% solution="double"
import os, signal, time
children = []
try:
    for _ in range(200):
        child = os.fork()
        if child == 0:
            time.sleep(30)
            os._exit(0)
        children.append(child)
    print("REACHED")
except OSError as error:
    print("held", error, len(children))
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

def double(x):
    return 2 * x
