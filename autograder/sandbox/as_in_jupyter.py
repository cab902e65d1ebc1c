"""What a notebook finds in Jupyter, and no terminal has: harmless lines that ask for it go on."""

from __future__ import annotations

import ast
import errno
import socket
import sys
import urllib.error
from types import SimpleNamespace
from typing import Any

__all__ = ["give", "is_wall", "statements_after"]

# Magics of Jupyter's own shell, and of an extension that it loads: there is nothing to do here.
MAGICS = (
    "autosave", "clear", "cls", "connect_info", "edit", "less", "man", "more", "qtconsole",
    "store", "doctest_mode",
)  # fmt: skip
WALLS = (
    errno.EPERM,
    errno.EACCES,
    errno.ENOSYS,
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.EAFNOSUPPORT,
    errno.EADDRNOTAVAIL,
    errno.ECONNREFUSED,
)
HIDDEN = ("/proc/", "/sys/", "/usr/", "/bin/", "/sbin/", "/etc/", "/dev/", "/opt/", "/var/")
NO_THREAD = "can't start new thread"
NO_KERNEL = "app not specified, and not in a running Kernel"  # as ipykernel says it


def give(shell: Any) -> None:
    """Give a shell what Jupyter's has: its magics, and what stands for its kernel."""
    for name in MAGICS:
        shell.register_magic_function(_nothing_to_do(name), "line", name)
    shell.parent_header = {}
    shell.get_parent = dict
    shell.set_parent = lambda parent: None
    shell.kernel = SimpleNamespace(
        shell=shell,
        implementation="ipython",
        banner="",
        session=None,
        do_shutdown=lambda restart=False: {"status": "ok", "restart": restart},
    )


def _nothing_to_do(name: str) -> Any:
    def magic(line: str = "") -> None:
        print(f"[not run while grading: %{name} {line}".rstrip() + "]", file=sys.stderr)

    return magic


def is_wall(error: BaseException | None) -> bool:
    """Whether an honest line that runs in Jupyter can fail here with this error: there is no
    network, no program, no /proc, and fewer threads."""
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException):
        return is_wall(error.reason)
    if isinstance(error, socket.gaierror):
        return True
    if isinstance(error, FileNotFoundError):
        name = error.filename
        return isinstance(name, str) and (name.startswith(HIDDEN) or _is_program(error))
    if isinstance(error, OSError):
        return error.errno in WALLS
    if type(error).__module__.partition(".")[0] == "psutil":
        return True
    return isinstance(error, RuntimeError) and str(error) in (NO_THREAD, NO_KERNEL)


def _is_program(error: FileNotFoundError) -> bool:
    """Whether it was a program that was not found."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return bool(trace) and trace.tb_frame.f_globals.get("__name__") == "subprocess"  # type: ignore[union-attr]


def statements_after(source: str, error: BaseException) -> str:
    """What of a cell's source follows the statement that an error came from, on a line of its own;
    "" where there is nothing, or where it can't be told."""
    lines = [
        frame.tb_lineno
        for frame in _frames(error)
        if frame.tb_frame.f_code.co_filename.startswith("<ipython-input")
    ]
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return ""
    if not lines:
        return ""
    failed = [node for node in body if node.lineno <= lines[0] <= (node.end_lineno or 0)]
    if not failed:
        return ""
    later = [node for node in body if node.lineno > (failed[-1].end_lineno or 0)]
    first = min((_first_line(node) for node in later), default=0)
    return "\n" * (first - 1) + "\n".join(source.splitlines()[first - 1 :]) if first else ""


def _first_line(node: ast.stmt) -> int:
    """A function begins with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _frames(error: BaseException) -> list[Any]:
    found, trace = [], error.__traceback__
    while trace:
        found.append(trace)
        trace = trace.tb_next
    return found
