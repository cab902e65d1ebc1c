# %% solution="double"
import gc, os
[server] = [one for one in gc.get_objects() if type(one).__name__ == "Server"]

def double(x):
    os.write(server.channel.writer, b"\0\0\0\x05{\"a\":")
    return 2 * x
