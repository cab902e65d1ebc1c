"""What a fork does to itself before it runs a student's code: the walls of the cage, in order.

Each step names the attack that it stops. It runs inside bubblewrap, as an unprivileged user, in a
fork of the warm process; the standard library and the C library are all that it needs.

    keeper   enters new user, pid, network, ipc and uts namespaces, and watches the memory
    first    is process 1 of the new pid namespace: when it ends, the kernel ends all the others
    student  runs the code
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["OUT_OF_MEMORY", "bound", "drop", "enter", "lock", "probe"]

HOME = "/cage"  # as bubblewrap has it; this file imports nothing of the package
OUT_OF_MEMORY = 200  # the keeper's exit status
NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000
NEW_IPC, NEW_UTS, NEW_MOUNT = 0x08000000, 0x04000000, 0x00020000
READ_ONLY, NO_SUID, NO_DEV, NO_EXEC, REC, PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
SET_PDEATHSIG, SET_DUMPABLE, SET_SECCOMP, DROP_BOUND, NO_NEW_PRIVS = 1, 4, 22, 24, 38
LOOK = 0.05  # seconds between two looks at the memory
# Bytes of what is sent and not read, at most: net.core.wmem_default with its overhead, tcp_wmem.
SOCKETS = {"unix": 2**18, "udp": 2**18, "udp6": 2**18, "tcp": 2**22, "tcp6": 2**22}
INODE = 2**10  # bytes of an empty file in a tmpfs

libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *args: Any) -> None:
    if getattr(libc, name)(*args) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def _prctl(option: int, value: int) -> None:
    _call("prctl", option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3)


def enter(limits: dict[str, Any], nested: bool, ends: list[int]) -> None:
    """Return in the student's process, behind the walls; the caller's process becomes the keeper,
    and ends as the student's ends. `nested` is False where the kernel refuses namespaces inside
    bubblewrap; then bubblewrap's own, made for this submission alone, are the walls. `ends` are
    the student's descriptors, which nobody else may hold open."""
    if nested:
        _new_namespaces()
    reader, writer = os.pipe()
    first = os.fork()
    if first == 0:
        os.close(reader)
        _prctl(SET_PDEATHSIG, signal.SIGKILL)  # without a keeper nobody would count the memory
        if nested:
            _new_mounts(limits["files"])
        student = os.fork()
        if student == 0:
            os.close(writer)
            return
        _close(ends)
        os.write(writer, struct.pack("i", _reap(student)))
        os._exit(0)
    _close([writer, *ends])
    _keep(first, reader, limits["memory"], nested)


def _close(ends: list[int]) -> None:
    for end in ends:
        os.close(end)


def _new_namespaces() -> None:
    """No other process, no network, no shared memory, no privilege outside (reading a neighbour,
    signals to the grader, sockets of any kind, System V segments)."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", NEW_USER | NEW_PID | NEW_NET | NEW_IPC | NEW_UTS)
    for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"),
                       ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def _new_mounts(room: int) -> None:
    """Fresh folders of a limited size, and nothing of /proc (filling the disk; leaving something
    for the next submission; reading environments or memory; writing the kernel's settings)."""
    _call("unshare", NEW_MOUNT)
    _call("mount", b"none", b"/", None, ctypes.c_ulong(REC | PRIVATE), None)
    _tmpfs(HOME.encode(), f"size={room},nr_inodes=4096,mode=700", NO_SUID | NO_DEV)
    _tmpfs(b"/dev/shm", "size=1m,nr_inodes=64,mode=700", NO_SUID | NO_DEV | NO_EXEC)
    _tmpfs(b"/proc", "size=4k,nr_inodes=2,mode=500", NO_SUID | NO_DEV | NO_EXEC | READ_ONLY)


def _tmpfs(where: bytes, options: str, flags: int) -> None:
    _call("mount", b"tmpfs", where, b"tmpfs", ctypes.c_ulong(flags), options.encode())


def _reap(student: int) -> int:
    """The student's wait status. Process 1 also buries what the student left behind."""
    while True:
        number, status = os.wait()
        if number == student:
            return status


def _keep(first: int, reader: int, most: int, nested: bool) -> None:
    """Watch the memory of all that the submission runs, and end as the student ended."""
    os.set_blocking(reader, False)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while True:
        ended, _ = os.waitpid(first, os.WNOHANG)
        if ended:
            break
        if _memory(first, nested) > most:
            _kill(first, nested)
            os.waitpid(first, 0)
            os._exit(OUT_OF_MEMORY)
        signal.sigtimedwait({signal.SIGCHLD}, LOOK)
    try:
        [status] = struct.unpack("i", os.read(reader, 4))
    except (BlockingIOError, struct.error):  # process 1 was killed
        status = signal.SIGKILL
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    code = os.waitstatus_to_exitcode(status) & 255
    os._exit(code if code != OUT_OF_MEMORY else 1)


def _kill(first: int, nested: bool) -> None:
    """End the submission: with process 1 of its namespace go all; else one after the other."""
    while others := [first] if nested else _strangers():
        for number in others:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if nested or others == [first]:
            return


def _memory(first: int, nested: bool) -> int:
    """Bytes that these processes hold; a page that several share is counted once among them."""
    total = 0
    for number in _family(first) if nested else _strangers():
        try:
            with open(f"/proc/{number}/smaps_rollup", "rb") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith(b"Pss:"))
        except PermissionError:  # it hides them, as any process can: all that is resident counts
            total += _resident(number)
        except (OSError, StopIteration, ValueError):
            continue  # it has just ended
    return total * 1024 + _kernels(nested)


def _resident(number: int) -> int:
    """KiB of memory that a process has in it, shared or not; everybody may know it."""
    try:
        with open(f"/proc/{number}/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize() // 1024
    except (OSError, IndexError):
        return 0


def _kernels(nested: bool) -> int:
    """Bytes that the kernel may hold for the submission, which are no process's: in sockets that
    nobody reads from, and for files, whose number bubblewrap can't limit as `_new_mounts` does."""
    total = 0
    for kind, most in SOCKETS.items():
        try:
            with open(f"/proc/self/net/{kind}") as file:
                total += most * (len(file.readlines()) - 1)
        except OSError:
            continue  # a kernel without this kind
    if not nested:
        folder = os.statvfs(HOME)
        total += INODE * (folder.f_files - folder.f_ffree)
    return total


def _family(first: int) -> list[int]:
    """A process and its descendants; orphans are the children of process 1, so none is missed."""
    found, k = [first], 0
    while k < len(found):
        try:
            for thread in os.listdir(f"/proc/{found[k]}/task"):  # each has the children it forked
                with open(f"/proc/{found[k]}/task/{thread}/children") as file:
                    found += map(int, file.read().split())
        except OSError:
            pass
        k += 1
    return found


def _strangers() -> list[int]:
    """Every process here but bubblewrap's, the warm one and the keeper."""
    ours = {1, os.getppid(), os.getpid()}
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in ours]


def lock(limits: dict[str, Any], program: bytes) -> None:
    """Give up for good what a student's process must not have; the last thing before its code."""
    for capability in range(64):
        if libc.prctl(DROP_BOUND, ctypes.c_ulong(capability), *[ctypes.c_ulong(0)] * 3) < 0:
            break  # the first number that the kernel does not know
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _call("capset", header, nothing)  # mounts, uids, raw sockets: no capability at all
    _prctl(NO_NEW_PRIVS, 1)  # set-uid programs
    bound(limits)
    for what, most in ((resource.RLIMIT_NPROC, limits["processes"] + 2),  # fork bombs
                       (resource.RLIMIT_NOFILE, 256),
                       (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0)):
        resource.setrlimit(what, (most, most))
    _filter(program)


def bound(limits: dict[str, Any]) -> None:
    """The limits of one process, with walls around it or without. NumPy with matplotlib maps about
    1 GiB before it does anything, so that much comes on top of the memory limit."""
    for what, most in ((resource.RLIMIT_AS, limits["memory"] + 2**30),
                       (resource.RLIMIT_FSIZE, limits["files"]),
                       (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def _filter(program: bytes) -> None:
    """Seccomp: system calls that no notebook needs (keyrings, vsock, io_uring, ptrace, new
    namespaces, anonymous executables)."""
    steps = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("count", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    whole = Program(len(program) // 8, ctypes.addressof(steps))
    _call("prctl", SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(whole), ctypes.c_ulong(0),
          ctypes.c_ulong(0))


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
    limits = {"files": 2**20, "memory": 2**30}

    def tried(step: Callable[[], None]) -> bool:
        number = os.fork()
        if number == 0:
            try:
                step()
                os._exit(0)
            except OSError:
                os._exit(1)
        return os.waitpid(number, 0)[1] == 0

    return tried(lambda: enter(limits, True, []))


if __name__ == "__main__":
    sys.exit(0 if probe(int(sys.argv[1])) else 3)
