"""Who may import whom, and the other promises that the layout makes."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORDS = {"autograder.model", "autograder.roles", "autograder.files", "autograder.ownership"}

# room -> (its files, what they may import besides the standard library and their own room)
ROOMS: dict[str, tuple[set[str], set[str]]] = {
    "words": ({"autograder/model.py", "autograder/roles.py", "autograder/files.py",
               "autograder/ownership.py"},
              set()),
    "learner": ({"initlab/*.py"}, {"numpy", "matplotlib"}),
    "authoring": ({"autograder/build.py", "autograder/percent.py", "autograder/adopt.py",
                   "autograder/quizbank.py", "autograder/quizdraw.py",
                   "autograder/quiztext.py", "autograder/notebook_text.py",
                   "autograder/stamp.py", "autograder/study.py"},
                  WORDS | {"jupytext", "nbformat", "nbgrader", "traitlets", "jsonschema"}),
    "intake": ({"autograder/exam.py", "autograder/intake.py", "autograder/beside.py"},
               WORDS | {"nbformat"}),
    "cage, outside": ({"autograder/cage/__init__.py", "autograder/cage/outside.py",
                       "autograder/cage/limits.py", "autograder/cage/channel.py",
                       "autograder/cage/bwrap.py", "autograder/cage/seccomp.py",
                       "autograder/cage/places.py", "autograder/cage/watch.py",
                       "autograder/cage/processes.py", "autograder/cage/whole.py"},
                      {"autograder.cage"}),
    "cage, inside": ({"autograder/cage/inside.py", "autograder/cage/shell.py",
                      "autograder/cage/warm.py", "autograder/cage/plain.py",
                      "autograder/cage/namespaces.py", "autograder/cage/chance.py",
                      "autograder/cage/lent.py", "autograder/cage/raised.py",
                      "autograder/cage/values.py", "autograder/cage/functions.py"},
                     {"autograder.cage", "IPython", "numpy", "matplotlib", "matplotlib_inline",
                      "traitlets"}),
    "examiner": ({"autograder/examiner.py", "autograder/wire.py", "autograder/guard.py",
                  "autograder/names.py", "autograder/standin.py", "autograder/sources.py",
                  "autograder/desk.py", "autograder/doctor.py"},
                 WORDS | {"autograder.cage", "numpy", "initlab"}),
    "running": ({"autograder/pool.py", "autograder/worker.py", "autograder/cluster.py"},
                {"distributed"}),
    "results": ({"autograder/gradebook.py", "autograder/rows.py", "autograder/graded.py",
                 "autograder/feedback.py", "autograder/page.py", "autograder/report.py",
                 "autograder/export.py", "autograder/slides.py", "autograder/tags.py"},
                WORDS | {"nbgrader", "nbconvert", "nbformat", "jinja2", "markupsafe", "mistune",
                         "nh3", "pygments", "latex2mathml", "matplotlib", "numpy", "sqlalchemy",
                         "alembic", "traitlets"}),
}
DOOR = {"autograder/cli.py", "autograder/cli_options.py", "autograder/shown.py",
        "autograder/bench.py",
        "autograder/meter.py",
        "autograder/nbgrader.py", "autograder/grading.py", "autograder/returning.py",
        "autograder/work.py", "autograder/pages.py"}


def files_of(patterns: set[str]) -> set[Path]:
    return {path for pattern in patterns for path in ROOT.glob(pattern)}


def imports(path: Path) -> set[str]:
    """The modules that a file names in its imports, wherever they stand."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            is_package = (ROOT / str(node.module).replace(".", "/")).is_dir()
            found |= inner if node.module == "autograder" or is_package else {str(node.module)}
    return found


def is_standard(name: str) -> bool:
    return name.split(".")[0] in sys.stdlib_module_names


def within(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in allowed)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str):
    patterns, allowed = ROOMS[room]
    files = files_of(patterns)
    own = {str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
           for path in files}
    for path in files:
        strange = {name for name in imports(path)
                   if not (is_standard(name) or within(name, allowed) or within(name, own))}
        assert not strange, f"{path.relative_to(ROOT)} imports {sorted(strange)}"


def test_every_file_has_a_room():
    placed = files_of(DOOR).union(*(files_of(patterns) for patterns, _ in ROOMS.values()))
    there = {*ROOT.glob("autograder/**/*.py"), *ROOT.glob("initlab/**/*.py")}
    assert {path.name for path in there - placed} == {"__init__.py"}  # autograder/__init__.py


def test_nobody_imports_the_door_but_the_door():
    doors = {name.removesuffix(".py").replace("/", ".") for name in DOOR}
    for path in ROOT.glob("autograder/**/*.py"):
        if str(path.relative_to(ROOT)) not in DOOR:
            assert not imports(path) & doors, path


def test_the_cage_holds_no_word_of_grading():
    for path in ROOT.glob("autograder/cage/*.py"):
        names = {node.id.lower() for node in ast.walk(ast.parse(path.read_text()))
                 if isinstance(node, ast.Name)}
        assert not {n for n in names if any(w in n for w in ("score", "expected", "points"))}, path


def test_files_stay_readable():
    """Most have fewer than 300 lines; none is cut in two only to get there."""
    lengths = {path: len(path.read_text().splitlines())
               for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("initlab/**/*.py")]}
    assert max(lengths.values()) <= 400, max(lengths, key=lengths.__getitem__)
    assert sum(length > 300 for length in lengths.values()) <= len(lengths) / 10


def test_conda_and_pip_ask_for_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    assert set(extras["cluster"]) <= set(extras["test"])
    pip = {line.replace(" ", "") for line in [*project["dependencies"], *extras["test"]]}
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    plain = [line for line in listed if isinstance(line, str)]
    [more] = [line["pip"] for line in listed if isinstance(line, dict)]
    conda = {line.replace(" ", "") for line in [*plain, *more]} - {"pip"}
    assert {line for line in conda if line.startswith("python>")} == {
        "python" + project["requires-python"]}
    conda = {line.replace("matplotlib-base", "matplotlib") for line in conda
             if not line.startswith("python>")}
    assert conda == pip


def test_each_dependency_says_who_needs_it():
    for line in (ROOT / "environment.yml").read_text().splitlines():
        if ">=" in line and "python >=" not in line:
            assert "#" in line, line


def test_each_dependency_is_used_and_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {line.split("==")[0].lower().replace("_", "-")
              for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    wanted = {line.split(">")[0] for line in
              [*project["dependencies"], *project["optional-dependencies"]["test"]]}
    assert wanted <= pinned


def test_no_address_of_an_index_in_the_constraints():
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert line.startswith("#") or "==" in line, line
        assert "/" not in line, line


def test_public_names_are_listed_and_exist():
    import importlib

    for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("initlab/*.py")]:
        if path.name in ("__init__.py", "cli.py", "cli_options.py"):
            continue
        name = str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
        module = importlib.import_module(name)
        for public in module.__all__:
            assert hasattr(module, public), f"{name}.{public}"
            thing = getattr(module, public)
            if callable(thing):
                assert thing.__doc__, f"{name}.{public} has no docstring"
