"""Processes that start warm. Importing nbgrader takes two seconds, and the tests run its command
and the grader dozens of times: one server imports both, and each run is a fork of it. So is each
kernel that nbgrader starts then, of a server of its own."""

from __future__ import annotations

import atexit
import functools
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.warm_kernels import jupyter_path

__all__ = ["kernels", "nbgrader", "processes"]

PRELOADED = [
    "autograder.grading",
    "autograder.grading_job",
    "autograder.nbgrader_plugin",
    "nbgrader.apps.nbgraderapp",
    "pytest",  # which each process of multiprocessing imports if it was the main program
    "tests.disk",
    "tests.pool_jobs",
]
COMMAND = Path(sys.executable).with_name("nbgrader")


@functools.cache
def processes() -> multiprocessing.context.ForkServerContext:
    """Return the context whose processes have imported the grader and nbgrader when they start."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    first = context.Process(target=time.sleep, args=(0,))
    first.start()
    first.join()
    return context


@functools.cache
def kernels() -> dict[str, str]:
    """Return the environment in which kernels are forks."""
    return {"JUPYTER_PATH": jupyter_path()}


def nbgrader(course: Path, *args: str, stock: bool = False, warm: bool = True) -> str:
    """Return what one nbgrader command says, run in the course's folder. `stock` lets nbgrader
    execute notebooks itself where the course's configuration is ours; without `warm` the command
    is started as a person starts it."""
    env = {
        **os.environ,
        "PATH": f"{COMMAND.parent}:{os.environ['PATH']}",
        "GOODSTART_STOCK": "1" if stock else "",
        "PYTHONWARNINGS": "ignore",
        "JUPYTER_PREFER_ENV_PATH": "1",
        **(kernels() if warm else {}),
    }
    if not warm:
        done = subprocess.run([COMMAND, *args], cwd=course, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout + done.stderr
    with tempfile.NamedTemporaryFile() as said:
        run = processes().Process(target=_command, args=(str(course), args, env, said.name))
        run.start()
        run.join()
        text = Path(said.name).read_text(errors="replace")
    assert run.exitcode == 0, text[-3000:]
    return text


def _command(course: str, args: Sequence[str], env: Mapping[str, str], said: str) -> None:
    """Be the `nbgrader` command: run its own script in that folder and environment."""
    handle = os.open(said, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(course)
    warnings.simplefilter("ignore")
    sys.argv = ["nbgrader", *args]
    try:
        runpy.run_path(str(COMMAND), run_name="__main__")
    finally:
        atexit._run_exitfuncs()  # which a process of multiprocessing leaves out
