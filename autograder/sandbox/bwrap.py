"""Bubblewrap's arguments: a machine that holds an interpreter, read-only, and nothing else."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from autograder.sandbox import seccomp

__all__ = [
    "GRADER",
    "HOME",
    "NoCage",
    "command",
    "installed",
    "supported",
    "unprivileged",
    "visible",
]

# Of a package that is lent
KEPT_BACK = ("mean_field.py", "reference.py", "stacked.py", "widths.py")
GRADER = "/grader"  # where the cage's own code lies inside
HOME = "/cage"  # the one folder that can be written to


class NoCage(Exception):
    """No cage can be built here: why, and what to install, in one line."""


def unprivileged() -> int:
    """The user id that root becomes in the cage: one for each grading process, since the kernel
    counts a user's processes over all cages."""
    return 60001 + os.getpid() % 4000


def command(
    packages: tuple[str, ...], room: int, args: list[str], nested: bool = True
) -> list[str]:
    """The command that runs Python with `args` behind bubblewrap. `packages` are those that a
    notebook may import besides what is installed; `room` is the size of its folder in bytes;
    `nested` says whether namespaces are made inside, which takes /proc."""
    # Without it, killing the grader or bubblewrap would leave the inside alive.
    options = [
        "--die-with-parent",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--hostname",
        "cage",
    ]
    # Root must keep what it takes to become an ordinary user; an ordinary user gets no capability.
    options += (
        ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        if os.getuid() == 0
        else ["--unshare-user"]
    )
    # Where the student's process is in bubblewrap's own namespace it could open the memory of
    # process 1, which is bubblewrap, of the same user and without the filter on system calls.
    options += [
        "--proc" if nested else "--dir",
        "/proc",
        "--dev",
        "/dev",
        "--perms",
        "1777",
        "--size",
        str(room),
        "--tmpfs",
        HOME,
    ]
    needed = [*_interpreter(), *_code(packages)]
    if not any(inside.startswith("/tmp/") for _, inside in needed):
        options += ["--symlink", HOME, "/tmp"]
    made: set[Path] = set()
    for host, inside in needed:
        for parent in reversed(Path(inside).parents):  # bubblewrap would make them for root only
            if parent not in made and parent != Path("/"):
                options += ["--dir", str(parent)]
                made.add(parent)
        if os.path.islink(host) and inside.count("/") == 1:
            options += ["--symlink", os.readlink(host), inside]
        else:
            options += ["--ro-bind", host, inside]
        made.add(Path(inside))
    for folder in _caches(packages):
        options += ["--tmpfs", folder, "--remount-ro", folder]
    options += ["--chdir", HOME, "--remount-ro", "/dev", "--remount-ro", "/"]
    return [_bwrap(), *options, _python(), *args]


def _python() -> str:
    """This interpreter, by a path without "..": what lies on the way there is not in the cage."""
    return os.path.normpath(sys.executable)


def visible() -> list[str]:
    """The paths of this machine that a submission can read in a cage, but for this package's own
    and for those that are lent."""
    return [os.path.realpath(path) for path, _ in _interpreter()]


def _interpreter() -> list[tuple[str, str]]:
    """(path here, path inside) of what Python needs to run: the libraries under its prefixes, and
    the C library. Not the prefixes whole: a course can lie in one."""
    system = [
        path
        for path in (
            "/lib",
            "/lib64",
            "/lib32",
            "/usr/lib",
            "/usr/lib64",
            "/usr/lib32",
            "/etc/ld.so.cache",
        )
        if os.path.lexists(path)
    ]
    for prefix in dict.fromkeys((sys.base_prefix, sys.prefix)):
        parts = ("lib", "lib64", "pyvenv.cfg")  # the last tells a virtual environment its base
        system += [path for part in parts if os.path.lexists(path := f"{prefix}/{part}")]
    system += [
        path for path in _links(_python()) if not any(path.startswith(f"{one}/") for one in system)
    ]
    return [(path, path) for path in dict.fromkeys(system)]


def _links(path: str) -> list[str]:
    """A path and every link on the way to what it stands for."""
    found = [path]
    while os.path.islink(found[-1]):
        found.append(os.path.join(os.path.dirname(found[-1]), os.readlink(found[-1])))
    return [os.path.normpath(one) for one in found]


def _code(packages: tuple[str, ...]) -> list[tuple[str, str]]:
    """The cage's own code, and the packages that are lent; the grader's other code stays out. In
    place of what a package keeps back, finished functions that an exercise asks for, stands a
    module in which is nothing."""
    here = Path(__file__).parent
    code = [
        (str(here), f"{GRADER}/{here.parent.name}/{here.name}"),
        (str(here.parent / "__init__.py"), f"{GRADER}/{here.parent.name}/__init__.py"),
    ]
    for folder, places in _lent(packages):
        kept = [name for name in KEPT_BACK if (folder / name).is_file()]
        code.append((str(folder), places[0]))
        code += [(str(here / "kept_back.py"), f"{at}/{name}") for at in places for name in kept]
    return code


def _caches(packages: tuple[str, ...]) -> list[str]:
    """The folders inside that would hold compiled modules of the packages, also of those that are
    kept back: any process here may write one at any time, so nothing is seen of the folders."""
    found = []
    for folder, places in _lent(packages):
        with contextlib.suppress(OSError):  # nobody can write one there
            (folder / "__pycache__").mkdir(exist_ok=True)
        if (folder / "__pycache__").is_dir():
            found += [f"{at}/__pycache__" for at in places]
    return found


def _lent(packages: tuple[str, ...]) -> Iterator[tuple[Path, list[str]]]:
    """The folder of each package, and where it is seen inside: under its own path too, if it is
    installed among the libraries."""
    for name in packages:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            installed = any(Path(folder).is_relative_to(path) for path, _ in _interpreter())
            yield Path(folder), [f"{GRADER}/{name}", *([folder] if installed else [])]


def installed() -> str:
    """The folder that the package lies in, for a process that runs without a cage."""
    return str(Path(__file__).parents[2])


def _bwrap() -> str:
    found = shutil.which("bwrap")
    if not found:
        raise NoCage("bubblewrap is not installed; run: apt-get install bubblewrap")
    return found


@cache
def supported() -> Literal["sealed", "cold"]:
    """ "sealed" where namespaces can be nested, else "cold". Raises NoCage."""
    try:
        seccomp.program()
    except OSError as error:
        raise NoCage(
            f"libseccomp can't be used ({error}); run: apt-get install libseccomp2"
        ) from None
    script = f"{GRADER}/autograder/sandbox/namespaces.py"
    tried = subprocess.run(
        command((), 2**20, ["-I", "-S", script, str(unprivileged())]),
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if tried.returncode == 0:
        return "sealed"
    if tried.returncode == 3:
        return "cold"
    last = (tried.stderr.strip().splitlines() or ["no message"])[-1]
    raise NoCage(
        f"bubblewrap can't build a cage here: {last}; where AppArmor forbids user "
        "namespaces (Ubuntu 24.04), install the profile bwrap-userns-restrict of the "
        "package apparmor-profiles"
    )
