"""The cage holds against what the doctor tries, and the doctor sees it when there is no cage."""

from __future__ import annotations

from contextlib import closing

import pytest

from autograder.examine.doctor import STOPPED, TRIES, examine_cage
from autograder.sandbox import ForkServer, Limits, NoCage, bwrap


@pytest.mark.parametrize("sandbox", ["sealed", "cold"])
def test_every_protection_holds(sandbox):
    if sandbox == "sealed" and bwrap.supported() != "sealed":
        pytest.skip("namespaces can't be nested on this machine")
    findings = list(examine_cage(sandbox))
    assert len(findings) == len(TRIES) + len(STOPPED) + 1
    assert [one for one in findings if not one.held] == []


def test_without_a_cage_the_doctor_finds_what_is_open():
    broken = {one.protection for one in examine_cage("none") if not one.held}
    assert {
        "no file of this machine",
        "no network",
        "no socket of this machine",
        "no other process",
        "system calls are filtered",
    } <= broken
    assert "no environment of the grader's" not in broken
    assert "limit on time" not in broken


def test_without_bubblewrap_there_is_no_cage_and_the_message_says_what_to_install(monkeypatch):
    bwrap.supported.cache_clear()
    monkeypatch.setattr(bwrap.shutil, "which", lambda name: None)
    with pytest.raises(NoCage, match="apt-get install bubblewrap"):
        ForkServer()
    monkeypatch.undo()
    bwrap.supported.cache_clear()
    assert bwrap.supported() in ("sealed", "cold")


def test_bubblewrap_that_fails_is_told_in_its_own_words(monkeypatch, tmp_path):
    bwrap.supported.cache_clear()
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: no permissions to make namespaces' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(bwrap.shutil, "which", lambda name: str(fake))
    with pytest.raises(NoCage, match=r"no permissions to make namespaces.*AppArmor"):
        ForkServer()
    monkeypatch.undo()
    bwrap.supported.cache_clear()


def test_the_cage_holds_no_more_of_the_grader_than_it_runs():
    with ForkServer() as fork_server, closing(fork_server.cage(Limits())) as cage:
        reply = cage.ask(
            {
                "op": "run",
                "cell": "c",
                "source": "import os\nprint(sorted(os.listdir('/grader')), "
                "sorted(os.listdir('/grader/autograder')))",
            },
            5,
            "",
            lambda message: {},
        )
    assert reply["ran"][0]["text"] == "['autograder', 'initlab'] ['__init__.py', 'sandbox']\n"
