"""Ctrl-C: one line, whichever command it ends."""

from __future__ import annotations

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
