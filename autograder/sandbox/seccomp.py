"""The filter of system calls, made by libseccomp, which knows every machine's numbers."""

from __future__ import annotations

import ctypes
import os
import tempfile
from functools import cache

__all__ = ["REFUSED", "program"]

# Refused with EPERM: what no notebook needs, and what has opened cages before.
REFUSED = (
    "add_key",
    "keyctl",
    "request_key",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "fsconfig",
    "fspick",
    "mount_setattr",
    "open_tree_attr",
    "statmount",
    "listmount",
    "setns",
    "unshare",
    "init_module",
    "finit_module",
    "delete_module",
    "create_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "quotactl",
    "quotactl_fd",
    "syslog",
    "open_by_handle_at",
    "name_to_handle_at",
    "fanotify_init",
    "fanotify_mark",
    "shmget",
    "msgget",
    "semget",
    "mq_open",
    "memfd_create",
    "memfd_secret",
    "vmsplice",
    "personality",
    "settimeofday",
    "clock_settime",
    "clock_settime64",
    "clock_adjtime",
    "clock_adjtime64",
    "adjtimex",
    "stime",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "modify_ldt",
    "vhangup",
    "lookup_dcookie",
    "uselib",
    "nfsservctl",
    "sysfs",
    "ustat",
)
NAMESPACE_FLAGS = (
    0x00020000,
    0x02000000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
    0x00000080,
)
# Calls that are newer than the libseccomp of Debian 12: the same number on every machine.
NUMBERS = {"statmount": 457, "listmount": 458, "open_tree_attr": 467}
# Locks on parts of files: the kernel keeps a record of each, whose memory nobody counts. They are
# taken for granted and not made: a submission shares no file with anybody.
FILE_LOCKS = (6, 7, 13, 14, 37, 38)  # F_SETLK, F_SETLKW, those of 64 bits, of open files
TERMINAL = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into a terminal
FAMILIES = (1, 2, 10, 16)  # unix, inet, inet6, netlink: enough to find that there is no network
ALLOW, DONE, EPERM, ENOSYS = 0x7FFF0000, 0x00050000, 0x00050000 | 1, 0x00050000 | 38
EQUAL, GREATER, MASKED = 4, 6, 7


class _Compare(ctypes.Structure):
    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


@cache
def program() -> bytes:
    """The filter as the kernel takes it. Raises OSError where libseccomp is missing."""
    lib = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    lib.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint32(ALLOW)))

    def rule(action: int, name: str, *compare: _Compare) -> None:
        number = lib.seccomp_syscall_resolve_name(name.encode())
        if number == -1:
            number = NUMBERS.get(name, -1)
        if number == -1:
            return  # this libseccomp does not know the call
        made = lib.seccomp_rule_add_array(
            context,
            ctypes.c_uint32(action),
            number,
            len(compare),
            (_Compare * len(compare))(*compare),
        )
        if made < 0 and number >= 0:
            raise OSError(-made, f"seccomp, {name}: {os.strerror(-made)}")

    for name in REFUSED:
        rule(EPERM, name)
    for flag in NAMESPACE_FLAGS:
        rule(EPERM, "clone", _Compare(0, MASKED, flag, flag))
    rule(ENOSYS, "clone3")  # its flags can't be seen; the C library falls back to clone
    for command in FILE_LOCKS:
        for name in ("fcntl", "fcntl64"):
            rule(DONE, name, _Compare(1, MASKED, 0xFFFFFFFF, command))
    for request in TERMINAL:
        rule(EPERM, "ioctl", _Compare(1, MASKED, 0xFFFFFFFF, request))
    rule(EPERM, "socket", _Compare(0, GREATER, max(FAMILIES), 0))
    for family in range(max(FAMILIES)):
        if family not in FAMILIES:
            rule(EPERM, "socket", _Compare(0, EQUAL, family, 0))
    with tempfile.TemporaryFile() as file:
        if lib.seccomp_export_bpf(context, file.fileno()) < 0:
            raise OSError("seccomp: the filter can't be exported")
        lib.seccomp_release(context)
        file.seek(0)
        return file.read()
