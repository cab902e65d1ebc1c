"""What the documents say of the commands is what the commands say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from autograder.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted(ROOT.glob("docs/*.md")),
]
VERBS = [command.name or command.callback.__name__ for command in app.registered_commands]


def test_the_help_in_the_documents_is_the_commands_own():
    check = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "docs/commands.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert check.returncode == 0, "run `make docs`\n" + check.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_explained(verb: str):
    command = get_command(app).commands[verb]
    assert command.help.rstrip().endswith(".")
    for parameter in command.params:
        if parameter.name != "help":
            assert parameter.help.rstrip().endswith("."), f"{verb}: {parameter.name}"


def test_the_documents_name_only_commands_and_targets_that_exist():
    text = "".join(path.read_text() for path in DOCUMENTS if path.name != "CHANGELOG.md")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:bin/|`)goodstart ([a-z]+)", text)) <= set(VERBS)
    assert set(re.findall(r"^(?:\$ )?goodstart ([a-z]+)", text, re.MULTILINE)) <= set(VERBS)
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_inside_a_document_lead_somewhere(path: Path):
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text()):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        assert there.exists(), target
        if anchor:
            anchors = {
                re.sub(r"[^a-z0-9 -]", "", title.lower()).strip().replace(" ", "-")
                for title in re.findall(r"^#+ (.+)$", there.read_text(), re.MULTILINE)
            }
            assert anchor in anchors, target


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120


def test_every_document_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text()
    for path in DOCUMENTS[1:]:
        assert f"({path.relative_to(ROOT)})" in readme


def test_every_field_of_a_quiz_item_is_explained():
    schema = json.loads((ROOT / "autograder/authoring/quiz.schema.json").read_text())
    section = (ROOT / "docs/authoring.md").read_text().split("## A quiz item\n")[1]
    explained = set(re.findall(r"`(\w+)`", "".join(re.findall(r"(?m)^\|([^|]*)\|", section))))
    assert set(schema["$defs"]["item"]["properties"]) <= explained


def test_whoever_teaches_finds_roster_due_dates_late_work_and_regrades():
    [row] = [
        line
        for line in (ROOT / "README.md").read_text().splitlines()
        if line.startswith("| [docs/instructors.md]")
    ]
    text = (ROOT / "docs/instructors.md").read_text()
    for subject in ("roster", "due dates", "late work", "regrades"):
        assert subject in row
    for said in ("goodstart roster ", "--duedate=", "## Late work\n", "## Regrades\n"):
        assert said in text


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
