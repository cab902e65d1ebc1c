"""What a fork does to itself before it runs a student's code: the walls of the cage, in order.

Each step names the attack that it stops. It runs inside bubblewrap, as an unprivileged user, in a
fork of the fork server; the standard library and the C library are all that it needs.

    fork_server     starts all that follows, and ends it
    first    is process 1 of new namespaces: when it ends, the kernel ends all the others
    student  runs the code
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from typing import Any

__all__ = ["CageProcesses", "bound", "drop", "enter", "hide", "lock", "probe", "split"]

HOME = "/cage"  # as bubblewrap has it; this file imports nothing of the package
CLONE3 = 435  # the same number on every machine
NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000
NEW_IPC, NEW_UTS, NEW_MOUNT = 0x08000000, 0x04000000, 0x00020000
READ_ONLY, NO_SUID, NO_DEV, NO_EXEC, REC, PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
REMOUNT = 32
# What notebooks print of "the machine"; and psutil's memory and processor.
MACHINE = {
    "cpuinfo": "processor\t: 0\nmodel name\t: virtual\ncpu MHz\t\t: 1000.000\n\n",
    "meminfo": "MemTotal: {memory} kB\nMemFree: {memory} kB\nMemAvailable: {memory} kB\n"
    "Buffers: 0 kB\nCached: 0 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
    "stat": "cpu  1 0 1 98 0 0 0 0 0 0\ncpu0 1 0 1 98 0 0 0 0 0 0\nbtime 0\n",
    "loadavg": "0.00 0.00 0.00 1/1 1\n",
    "uptime": "100.00 98.00\n",
    "version": "Linux version 0\n",
}
SET_PDEATHSIG, SET_DUMPABLE, SET_SECCOMP, DROP_BOUND, NO_NEW_PRIVS = 1, 4, 22, 24, 38

libc = ctypes.CDLL(None, use_errno=True)
python = ctypes.PyDLL(None, use_errno=True)  # keeps the interpreter's lock: for a fork


def _call(name: str, *args: Any) -> None:
    if getattr(libc, name)(*args) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def _prctl(option: int, value: int) -> None:
    _call("prctl", option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3)


def split(nested: bool) -> int:
    """Fork, as `os.fork` does; the child is process 1 of new namespaces. `nested` is False where
    the kernel refuses namespaces inside bubblewrap; then bubblewrap's own, made for this
    submission alone, are the walls, and the child is an ordinary one.

    To fork once and enter them after would take another fork in between: a new pid namespace is
    for children only. The caller has one thread."""
    if not nested:
        return os.fork()
    # No other process, no network, no shared memory, no privilege outside (reading a neighbour,
    # signals to the grader, sockets of any kind, System V segments).
    flags = NEW_USER | NEW_PID | NEW_NET | NEW_IPC | NEW_UTS
    about = struct.pack("8Q", flags, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    number: int = python.syscall(ctypes.c_long(CLONE3), about, ctypes.c_size_t(len(about)))
    if number < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"clone3: {os.strerror(code)}")
    return number


def enter(
    owner: tuple[int, int], limits: dict[str, Any], nested: bool, writer: int, ends: list[int]
) -> None:
    """In process 1, just split off: return in the student's process, behind the walls. The caller
    itself stays and tells over `writer` how the student ended. `owner` are the fork server's user
    and group, `limits` those of the submission; `ends` are the student's descriptors, which
    nobody else may hold open."""
    _prctl(SET_PDEATHSIG, signal.SIGKILL)  # nothing outlives the fork server
    if nested:
        _own_user(*owner)
        _new_mounts(limits["files"], limits["memory"])
    student = os.fork()
    if student == 0:
        os.close(writer)
        return
    for end in ends:
        os.close(end)
    if not nested:
        hide()
    os.write(writer, struct.pack("i", _reap(student)))
    os._exit(0)


def hide() -> None:
    """Let no process of the same user write to this one's memory: where the student's is in the
    same pid namespace, it could make a process without its filter work for it."""
    _prctl(SET_DUMPABLE, 0)


def _own_user(uid: int, gid: int) -> None:
    """Be the same user as outside, and nobody else (files of other users)."""
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def _new_mounts(room: int, memory: int) -> None:
    """Fresh folders of a limited size, and nothing of /proc but what a notebook may want to know of
    a machine, which here is that of no machine (filling the disk; leaving something for the next
    submission; reading environments or memory; writing the kernel's settings)."""
    _call("unshare", NEW_MOUNT)
    _call("mount", b"none", b"/", None, ctypes.c_ulong(REC | PRIVATE), None)
    _tmpfs(HOME.encode(), f"size={room},nr_inodes=4096,mode=700", NO_SUID | NO_DEV)
    _tmpfs(b"/dev/shm", "size=1m,nr_inodes=64,mode=700", NO_SUID | NO_DEV | NO_EXEC)
    closed = NO_SUID | NO_DEV | NO_EXEC
    _tmpfs(b"/proc", "size=64k,nr_inodes=16,mode=500", closed)
    for name, text in MACHINE.items():
        with open(f"/proc/{name}", "w") as file:
            file.write(text.format(memory=memory // 1024))
    _call("mount", None, b"/proc", None, ctypes.c_ulong(closed | READ_ONLY | REMOUNT), None)


def _tmpfs(where: bytes, options: str, flags: int) -> None:
    _call("mount", b"tmpfs", where, b"tmpfs", ctypes.c_ulong(flags), options.encode())


def _reap(student: int) -> int:
    """The student's wait status. Process 1 also buries what the student left behind."""
    while True:
        number, status = os.wait()
        if number == student:
            return status


class CageProcesses:
    """A submission's processes, seen from the fork server: it is told how the student ended."""

    def __init__(self, first: int, reader: int) -> None:
        self.first, self.reader = first, reader
        os.set_blocking(reader, False)

    def kill(self) -> None:
        """End them: with process 1 of its namespaces go all. (Where it is none, they go with the
        bubblewrap that was made for them alone.)"""
        os.kill(self.first, signal.SIGKILL)

    def bury(self) -> int:
        """How the student ended, as a wait status, once process 1 has."""
        os.waitpid(self.first, 0)
        try:
            [status] = struct.unpack("i", os.read(self.reader, 4))
        except (BlockingIOError, struct.error):  # process 1 was killed
            status = signal.SIGKILL
        os.close(self.reader)
        return int(status)


def lock(limits: dict[str, Any], program: bytes) -> None:
    """Give up for good what a student's process must not have; the last thing before its code."""
    for capability in range(64):
        if libc.prctl(DROP_BOUND, ctypes.c_ulong(capability), *[ctypes.c_ulong(0)] * 3) < 0:
            break  # the first number that the kernel does not know
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _call("capset", header, nothing)  # mounts, uids, raw sockets: no capability at all
    _prctl(NO_NEW_PRIVS, 1)  # set-uid programs
    bound(limits)
    for what, most in (
        (resource.RLIMIT_NPROC, limits["processes"] + 2),  # fork bombs
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (most, most))
    _filter(program)


def bound(limits: dict[str, Any]) -> None:
    """The limits of one process, with walls around it or without. NumPy with matplotlib maps about
    1 GiB before it does anything, so that much comes on top of the memory limit."""
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"] + 2**30),
        (resource.RLIMIT_FSIZE, limits["files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _filter(program: bytes) -> None:
    """Seccomp: system calls that no notebook needs (keyrings, vsock, io_uring, ptrace, new
    namespaces, anonymous executables)."""
    steps = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("count", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    whole = Program(len(program) // 8, ctypes.addressof(steps))
    _call(
        "prctl",
        SET_SECCOMP,
        ctypes.c_ulong(2),
        ctypes.byref(whole),
        ctypes.c_ulong(0),
        ctypes.c_ulong(0),
    )


def drop(uid: int) -> None:
    """Become an ordinary user: root in a cage is root on the machine, whatever the namespace."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _prctl(SET_DUMPABLE, 1)  # or the maps of new user namespaces could not be written


def probe(uid: int) -> bool:
    """Whether namespaces can be nested here. Ends its own process's use: try it in a fork."""
    if os.getuid() == 0:
        drop(uid)
    owner = os.getuid(), os.getgid()
    try:
        number = split(True)
    except OSError:
        return False
    if number == 0:
        try:
            _own_user(*owner)
            _new_mounts(2**20, 2**20)
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(number, 0)[1] == 0


if __name__ == "__main__":
    sys.exit(0 if probe(int(sys.argv[1])) else 3)
