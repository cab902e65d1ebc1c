"""Build a real cage and try to break out of it: each protection, held or not."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from autograder.sandbox import Cage, CageLost, ForkServer, Limits, Mode

__all__ = ["Finding", "examine_cage"]

SMALL = Limits(
    cell_seconds=3, notebook_seconds=60, grace=2, memory=256 * 2**20, processes=16, files=4 * 2**20
)
HASTY = replace(SMALL, cell_seconds=1, grace=1)  # for cells that do nothing but run on
HELD = "held"
MOST_SEEN = 6  # processes: bubblewrap's first, the fork server, and the cage's own three


@dataclass(frozen=True)
class Finding:
    """One protection: what was tried, whether it held, and what came of it."""

    protection: str
    held: bool
    told: str


# What a student's cell tries. Each prints "held", or what it got at.
TRIES: dict[str, str] = {
    "no file of this machine": """
        try:
            print("read", open(PLACE).read())
        except OSError:
            print("held")""",
    "nothing but the interpreter to be seen": """
        import os
        known = {"bin", "cage", "dev", "etc", "grader", "lib", "lib32", "lib64", "libx32", "proc",
                 "tmp", "usr"} | {PLACE.split("/")[1] for PLACE in INTERPRETER}
        more = sorted(set(os.listdir("/")) - known)
        print("there is " + ", ".join(more) if more else "held")""",
    "nothing can be written outside the folder": """
        import os
        for place in ("/x", "/dev/x", "/usr/x", "/grader/x", "/proc/x"):
            try:
                open(place, "w").close(); print("wrote " + place)
            except OSError:
                pass
        print("held")""",
    "no network": """
        import socket
        try:
            socket.create_connection(("127.0.0.1", PORT), 1); print("connected")
        except OSError:
            print("held")""",
    "no socket of this machine": """
        import socket
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect("\\0" + ABSTRACT); print("connected")
        except OSError:
            print("held")""",
    "no other process": """
        import os
        seen = [n for n in os.listdir("/proc") if n.isdigit()]
        try:
            os.kill(GRADER, 0); print("reached the grader")
        except OSError:
            print(f"saw {len(seen)} processes" if len(seen) > MOST else "held")""",
    "no environment of the grader's": """
        import os
        print("read it" if CANARY in str(dict(os.environ)) else "held")""",
    "no privilege": """
        import os
        got = []
        memory = os.makedev(1, 1)
        for name, take in (("root", lambda: os.setuid(0)), ("chroot", lambda: os.chroot("/")),
                           ("a device", lambda: os.mknod("/cage/d", 0o20600, memory))):
            try:
                take(); got.append(name)
            except OSError:
                pass
        if os.getuid() == 0: got.append("uid 0")
        print("got " + ", ".join(got) if got else "held")""",
    "system calls are filtered": """
        import ctypes, os, socket
        libc = ctypes.CDLL(None, use_errno=True)
        got = []
        def refused(code): return code < 0 and ctypes.get_errno() in (1, 38)
        if not refused(libc.unshare(0x10000000)): got.append("unshare")
        if not refused(libc.ptrace(0, 0, 0, 0)): got.append("ptrace")
        if not refused(libc.memfd_create(b"x", 0)): got.append("memfd_create")
        if not refused(libc.mount(b"x", b"/cage", b"tmpfs", 0, None)): got.append("mount")
        if not refused(libc.shmget(0, 4096, 0o1600)): got.append("shmget")
        for family in (40, 38, 17):
            try:
                socket.socket(family, socket.SOCK_STREAM); got.append(f"socket family {family}")
            except OSError:
                pass
        print("got " + ", ".join(got) if got else "held")""",
    "limit on files": """
        try:
            with open("/cage/fill", "wb") as file:
                for _ in range(64): file.write(bytes(2**20)); file.flush()
            print("wrote 64 MiB")
        except OSError:
            print("held")""",
    "limit on processes": """
        import os, signal, time
        children = []
        try:
            for _ in range(64):
                child = os.fork()
                if child == 0:
                    time.sleep(60); os._exit(0)
                children.append(child)
            told = "started 64 processes"
        except OSError:
            told = "held"
        for child in children:
            os.kill(child, signal.SIGKILL); os.waitpid(child, 0)
        print(told)""",
}
# Cells that must be stopped, the limits that they run under, and the name of the one that must
# stop them.
STOPPED: dict[str, tuple[str, Limits, str]] = {
    "limit on time": ("while True: pass", HASTY, "time limit 1 s"),
    "limit on time, of a cell that ignores it": (
        """
        while True:
            try:
                while True: pass
            except BaseException: pass""",
        HASTY,
        "time limit 1 s",
    ),
    "limit on memory, over several processes": (
        """
        import os, time
        for _ in range(6):
            if os.fork() == 0:
                held = b"x" * (120 * 2**20); time.sleep(60); os._exit(0)
        time.sleep(60)""",
        SMALL,
        "memory limit 256 MiB",
    ),
}


def examine_cage(sandbox: Mode | Literal["auto"] = "auto") -> Iterator[Finding]:
    """A finding for each protection, as it is tried. Raises NoCage where no cage can be built."""
    with _canaries() as known, ForkServer(sandbox) as fork_server:
        for name, source in TRIES.items():
            with contextlib.closing(fork_server.cage(SMALL)) as cage:
                told = _run(cage, known + textwrap.dedent(source))
            yield Finding(name, told == HELD, "" if told == HELD else told)
        for name, (source, limits, limit) in STOPPED.items():
            with contextlib.closing(fork_server.cage(limits)) as cage:
                told = _run(cage, textwrap.dedent(source), limits)
            yield Finding(name, told == limit, "" if told == limit else told or "it ran to its end")
        yield _neighbours(fork_server)


def _run(cage: Cage, source: str, limits: Limits = SMALL) -> str:
    """What a cell printed, or why it was stopped."""
    try:
        reply = cage.ask(
            {"op": "run", "cell": "try", "source": source},
            limits.cell_seconds,
            f"time limit {limits.cell_seconds:g} s",
            lambda message: {},
        )
    except CageLost as lost:
        return str(lost)
    printed = "".join(
        str(one.get("text", "")) for one in reply["ran"] if one.get("output_type") == "stream"
    )
    return reply["stopped"] or printed.strip()


def _neighbours(fork_server: ForkServer) -> Finding:
    """Two cages at a time: what one leaves, the other must not see."""
    with (
        contextlib.closing(fork_server.cage(SMALL)) as one,
        contextlib.closing(fork_server.cage(SMALL)) as other,
    ):
        _run(one, "open('/cage/left', 'w').write('x')\nimport numpy\nnumpy.left = 1")
        told = _run(
            other,
            "import os, numpy\nprint('saw it' if os.path.exists('/cage/left') or "
            "hasattr(numpy, 'left') else 'held')",
        )
    return Finding("neighbours do not meet", told == HELD, "" if told == HELD else told)


@contextlib.contextmanager
def _canaries() -> Iterator[str]:
    """Code that tells the tries where the decoys are: a file, two listeners, a variable."""
    secret = secrets.token_hex(8)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        decoy = Path(folder) / "hidden_tests"
        decoy.write_text(secret)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind("\0" + secret)
        unix.listen()
        os.environ["GOODSTART_CANARY"] = secret
        stack.callback(os.environ.pop, "GOODSTART_CANARY", None)
        roots = [sys.prefix, sys.base_prefix]
        yield (
            f"PLACE, PORT, ABSTRACT = {str(decoy)!r}, {tcp.getsockname()[1]}, {secret!r}\n"
            f"GRADER, CANARY, INTERPRETER = {os.getpid()}, {secret!r}, {roots!r}\n"
            f"MOST = {MOST_SEEN}\n"
        )
