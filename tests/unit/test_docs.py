"""What README.md says of the commands is what the commands say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from autograder.cli import app

ROOT = Path(__file__).parents[2]
VERBS = [command.name or command.callback.__name__ for command in app.registered_commands]


def test_the_help_in_the_readme_is_the_commands_own():
    check = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "README.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert check.returncode == 0, "run `make readme`\n" + check.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_explained(verb: str):
    command = get_command(app).commands[verb]
    assert command.help.rstrip().endswith(".")
    for parameter in command.params:
        if parameter.name != "help":
            assert parameter.help.rstrip().endswith("."), f"{verb}: {parameter.name}"


def test_the_readme_names_only_commands_and_targets_that_exist():
    readme = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:bin/|`)goodstart ([a-z]+)", readme)) <= set(VERBS)
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE)) <= targets


def test_links_inside_the_documents_lead_somewhere():
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text()
        anchors = {
            re.sub(r"[^a-z0-9 -]", "", title.lower()).strip().replace(" ", "-")
            for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if target.startswith("#"):
                assert target[1:] in anchors, target
            elif "://" not in target:
                assert (ROOT / target).exists(), target


def test_the_project_speaks_of_no_place_of_its_making():
    home = str(Path.home()) + "/"
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.is_file() and path.suffix in (".py", ".md", ".toml", ".txt", ".yml", ".ipynb", ""):
            text = path.read_text(errors="replace")
            for word in (home, f"{ROOT.parent}/"):
                assert word not in text, f"{name} names {word}"
