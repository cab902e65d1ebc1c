"""Kernels that start warm. To import ipykernel takes half a second, and stock nbgrader starts a kernel
for each notebook: one server imports it, and each kernel is a fork of it.

    python warm_kernels.py serve SOCKET          forks kernels until its standard input closes
    python warm_kernels.py kernel SOCKET …       is a kernel to whoever starts it: it hands its
        environment, folder, streams and arguments on, passes signals on, and ends with the kernel
"""

# The second must start in no time: it imports no more than it needs.
import os
import socket
import sys

__all__ = ["jupyter_path"]


def jupyter_path() -> str:
    """Return what to set JUPYTER_PATH to, for kernels that start warm: the folder with their
    description, after starting the server that this process then has for its life."""
    import atexit
    import json
    import subprocess
    import tempfile
    from pathlib import Path

    folder = tempfile.TemporaryDirectory(prefix="warm-kernels-")
    place = str(Path(folder.name, "line"))
    server = subprocess.Popen(
        [sys.executable, __file__, "serve", place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert server.stdin
    assert server.stdout
    server.stdout.readline()  # it listens

    def end() -> None:
        server.stdin.close()
        server.wait()
        folder.cleanup()

    atexit.register(end)
    kernel = [sys.executable, "-S", "-E", __file__, "kernel", place, "-f", "{connection_file}"]
    spec = Path(folder.name, "kernels/python3")
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        json.dumps({"argv": kernel, "display_name": "python3", "language": "python"})
    )
    return folder.name


def _kernel(place: str, args: list[str]) -> None:
    """Be a kernel: have one forked, and wait for its end."""
    import signal

    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.connect(place)
    about = [os.getcwd(), str(len(args)), *args, *(f"{k}={v}" for k, v in os.environ.items())]
    data = "\0".join(about).encode("utf-8", "surrogateescape")
    socket.send_fds(line, [len(data).to_bytes(4, "big")], [0, 1, 2])
    line.sendall(data)
    number = int.from_bytes(line.recv(4, socket.MSG_WAITALL), "big")
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda which, _: os.kill(number, which))
    sys.exit(int.from_bytes(line.recv(4, socket.MSG_WAITALL) or b"\1", "big"))


def _serve(place: str) -> None:
    """Fork kernels."""
    import select

    del sys.path[0]  # the folder of this file, as ipykernel's launcher does it
    from ipykernel import kernelapp  # noqa: F401

    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(place)
    listener.listen(16)
    print("ready", flush=True)
    with listener:
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [], 1)
            while _buried():
                pass
            if sys.stdin in ready:
                return
            if listener in ready:
                line, _ = listener.accept()
                with line:
                    if os.fork() == 0:
                        listener.close()
                        _become_kernel(line)


def _buried() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] > 0
    except ChildProcessError:
        return False


def _become_kernel(line: socket.socket) -> None:
    """Be the kernel that is asked for at the other end of the line; never returns."""
    import atexit
    import threading

    from ipykernel import kernelapp

    code = 1
    try:
        size, ends, _, _ = socket.recv_fds(line, 4, 3)
        data = line.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
        folder, count, *rest = data.decode("utf-8", "surrogateescape").split("\0")
        for stream, end in enumerate(ends):
            os.dup2(end, stream)
            os.close(end)
        os.environ.clear()
        os.environ.update(pair.split("=", 1) for pair in rest[int(count) :])
        os.chdir(folder)
        sys.argv = ["ipykernel_launcher", *rest[: int(count)]]
        line.sendall(os.getpid().to_bytes(4, "big"))

        def watch() -> None:  # whoever was killed can't hand its own end on
            line.recv(1)
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
        kernelapp.launch_new_instance()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1 if left.code else 0
    finally:
        atexit._run_exitfuncs()
        line.sendall(code.to_bytes(4, "big"))
        os._exit(code)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve(sys.argv[2])
    else:
        _kernel(sys.argv[2], sys.argv[3:])
