# %% solution="double"
import socket
ways = [(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", @PORT@)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", @PORT@)),
        (socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)),
        (socket.AF_UNIX, socket.SOCK_STREAM, "\0@ABSTRACT@"),
        (socket.AF_UNIX, socket.SOCK_STREAM, "@COURSE@/line"),
        (getattr(socket, "AF_VSOCK", 40), socket.SOCK_STREAM, (2, 1024))]
for family, kind, address in ways:
    try:
        with socket.socket(family, kind) as line:
            line.settimeout(0.1)
            line.connect(address)
            line.send(b"canary")
            if kind == socket.SOCK_STREAM or address[0] != "127.0.0.1":
                print("REACHED", address)
    except OSError:
        print("held")
try:
    socket.getaddrinfo("localhost.invalid", 80)
    print("REACHED")
except OSError:
    print("held")

def double(x):
    return 2 * x
