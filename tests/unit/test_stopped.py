"""Ctrl-C: one line, whichever command it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
import typer

from autograder import cli


def of_main(monkeypatch: pytest.MonkeyPatch, command: Callable[[], None]) -> None:
    app = typer.Typer()
    app.command()(command)
    monkeypatch.setattr(cli, "app", app)
    monkeypatch.setattr("sys.argv", ["goodstart"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 130


def test_ctrl_c_says_in_one_line_that_nothing_is_broken(monkeypatch, capsys):
    def command() -> None:
        raise KeyboardInterrupt

    of_main(monkeypatch, command)
    told = capsys.readouterr()
    [line] = told.err.splitlines()
    assert line.startswith("goodstart: stopped; what was written is whole")
    assert not told.out


def test_a_command_that_said_how_far_it_came_says_no_more(monkeypatch, capsys):
    def command() -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise typer.Exit(130) from None

    of_main(monkeypatch, command)
    assert capsys.readouterr().err == ""


# Ctrl-C in the middle of an import, as somebody presses it who sees a typing error.
EARLY = """
import builtins, os, signal
real = builtins.__import__
def load(name, *how):
    if name == "typer":
        os.kill(os.getpid(), signal.SIGINT)
    return real(name, *how)
builtins.__import__ = load
signal.signal(signal.SIGINT, {handler})
from autograder.command import main
main()
"""


@pytest.mark.parametrize(
    ("handler", "status"), [("signal.default_int_handler", -2), ("signal.SIG_IGN", 2)]
)
def test_ctrl_c_while_the_program_loads_is_no_traceback(handler: str, status: int):
    """In the background it is not for us: the program goes on, here to say that it knows no such
    command."""
    command = [sys.executable, "-c", EARLY.format(handler=handler), "no-such-command"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
