"""Who may import whom, and the other promises that the layout makes."""

from __future__ import annotations

import ast
import inspect
import itertools
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORDS = {
    f"autograder.{name}"
    for name in ("alarm", "cell_names", "files", "model", "ownership", "packing", "roles", "text")
}
DOORS = {
    f"autograder.{name}"
    for name in (
        "class_files",
        "class_reports",
        "cli",
        "command",
        "course_pages",
        "gradescope",
        "grading",
        "grading_job",
        "lms_desk",
        "master_checks",
        "publish",
        "verdict",
        "nbgrader_plugin",
    )
}

# room -> what its files may import besides the standard library and their own room
WORDS_NEED = {"msgspec"}  # which validates what comes in at a boundary
ROOMS: dict[str, set[str]] = {
    "initlab": {"numpy", "matplotlib"},
    "autograder.authoring": WORDS | {"jupytext", "nbformat", "nbgrader", "traitlets", "jsonschema"},
    "autograder.intake": WORDS | {"nbformat", "nbgrader"},
    "autograder.sandbox": {"IPython", "numpy", "matplotlib", "matplotlib_inline", "traitlets"},
    "autograder.examine": WORDS | {"autograder.sandbox", "numpy", "initlab"},
    "autograder.workers": {"distributed"},
    "autograder.pages": WORDS
    | {
        "docutils",
        "playwright",
        "nbclient",
        "nbconvert",
        "nbformat",
        "jinja2",
        "markupsafe",
        "mistune",
        "nh3",
        "pygments",
        "latex2mathml",
        "matplotlib",
        "numpy",
        "traitlets",
    },
    # Its files come from strangers and go to another system. A name in them is no formula either.
    "autograder.lms": WORDS | {"autograder.results.grades_csv"},
    # What other systems import: made from the items and their figures.
    "autograder.quizzes": WORDS | {"autograder.authoring", "initlab", "latex2mathml", "mistune"},
    # A graded notebook and a table show what a student wrote as a page does.
    "autograder.results": WORDS
    | {"autograder.pages", "nbgrader", "nbformat", "sqlalchemy", "alembic", "traitlets"},
}
# Of the sandbox, what runs on the student's side; the rest keeps to the standard library.
INSIDE = {"server", "shell", "fork_server"}


def module_of(path: Path) -> str:
    name = str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
    return name.removesuffix(".__init__")


def files_of(room: str) -> list[Path]:
    """The files of a folder, or the one file."""
    place = ROOT / room.replace(".", "/")
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


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


@pytest.mark.parametrize("room", [*ROOMS, *sorted(WORDS)])
def test_a_room_imports_only_what_it_may(room: str):
    allowed = ROOMS.get(room, WORDS) | {room}
    if allowed >= WORDS:
        allowed |= WORDS_NEED
    for path in files_of(room):
        strange = {
            name for name in imports(path) if not (is_standard(name) or within(name, allowed))
        }
        assert not strange, f"{path.relative_to(ROOT)} imports {sorted(strange)}"


def test_only_what_runs_beside_the_student_needs_more_than_the_standard_library():
    for path in files_of("autograder.sandbox"):
        if path.parent.name != "codec" and path.stem not in INSIDE:
            strange = {
                name
                for name in imports(path)
                if not (is_standard(name) or within(name, {"autograder.sandbox"}))
            }
            assert not strange, f"{path.relative_to(ROOT)} imports {sorted(strange)}"


def test_every_file_has_a_room():
    rooms = {*ROOMS, *WORDS, *DOORS, "autograder"}
    for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("initlab/**/*.py")]:
        name = module_of(path)
        assert name == "autograder" or any(
            within(name, {room}) for room in rooms - {"autograder"}
        ), name


def test_every_folder_says_what_it_is_for():
    folders = {
        path.parent for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("initlab/**/*.py")]
    }
    for folder in folders:
        text = (folder / "__init__.py").read_text()
        assert ast.get_docstring(ast.parse(text)), folder


def test_nobody_imports_the_doors_but_the_doors():
    for path in ROOT.glob("autograder/**/*.py"):
        if not within(module_of(path), DOORS):
            assert not {name for name in imports(path) if within(name, DOORS)}, path


def test_no_room_imports_itself_by_way_of_another():
    """Imports within functions and for types count too: no circle is hidden in them."""
    rooms = {*ROOMS, *WORDS, *DOORS}

    def room_of(name: str) -> str:
        return next((room for room in rooms if within(name, {room})), "")

    towards: dict[str, set[str]] = {room: set() for room in rooms}
    for room in rooms:
        for path in files_of(room):
            towards[room] |= {room_of(name) for name in imports(path)} - {room, ""}
    done: set[str] = set()

    def visit(room: str, way: tuple[str, ...]) -> None:
        assert room not in way, " -> ".join((*way, room))
        if room not in done:
            for other in towards[room]:
                visit(other, (*way, room))
            done.add(room)

    for room in rooms:
        visit(room, ())


def test_the_cage_holds_no_word_of_grading():
    for path in ROOT.glob("autograder/sandbox/**/*.py"):
        names = {
            node.id.lower()
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Name)
        }
        assert not {n for n in names if any(w in n for w in ("score", "expected", "points"))}, path


def test_files_stay_readable():
    """Most have fewer than 300 lines; none is cut in two only to get there."""
    lengths = {
        path: len(path.read_text().splitlines())
        for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("initlab/**/*.py")]
    }
    assert max(lengths.values()) <= 400, max(lengths, key=lengths.__getitem__)
    assert sum(length > 300 for length in lengths.values()) <= len(lengths) / 6


def everything(project: dict) -> list[str]:
    """What the distribution and all of its extras ask for."""
    return [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]


def test_students_need_numpy_and_matplotlib_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {line.split(">")[0] for line in project["dependencies"]} == {"numpy", "matplotlib"}
    assert set(project["optional-dependencies"]) == {
        "lab",
        "grade",
        "site",
        "cluster",
        "test",
    }


def test_conda_and_pip_ask_for_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pip = {line.replace(" ", "") for line in everything(project)}
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    plain = [line for line in listed if isinstance(line, str)]
    [more] = [line["pip"] for line in listed if isinstance(line, dict)]
    conda = {line.replace(" ", "") for line in [*plain, *more]} - {"pip"}
    assert {line for line in conda if line.startswith("python>")} == {
        "python" + project["requires-python"]
    }
    conda = {
        line.replace("matplotlib-base", "matplotlib")
        for line in conda
        if not line.startswith("python>")
    }
    assert conda == pip


def test_each_dependency_says_who_needs_it():
    for line in (ROOT / "environment.yml").read_text().splitlines():
        if ">=" in line and "python >=" not in line:
            assert "#" in line, line


def test_each_dependency_is_used_and_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line
    }
    wanted = {line.split(">")[0] for line in everything(project)}
    assert wanted <= pinned


def test_no_address_of_an_index_in_the_constraints():
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert line.startswith("#") or "==" in line, line
        assert "/" not in line, line


def test_public_names_are_listed_and_exist():
    import importlib

    for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("initlab/**/*.py")]:
        if path.name in ("__init__.py", "__main__.py") or path.parent.name == "cli":
            continue
        name = str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
        module = importlib.import_module(name)
        for public in module.__all__:
            assert hasattr(module, public), f"{name}.{public}"
            thing = getattr(module, public)
            if inspect.isclass(thing) or inspect.isroutine(thing):
                assert thing.__doc__, f"{name}.{public} has no docstring"


@pytest.mark.parametrize(
    ("loaded", "absent"),
    [
        ("autograder.cli", {"nbformat", "nbgrader", "sqlalchemy", "numpy", "matplotlib"}),
        ("autograder.verdict", {"nbgrader", "nbconvert", "sqlalchemy", "alembic", "matplotlib"}),
        ("autograder.grading_job", {"nbgrader", "nbformat", "sqlalchemy", "IPython", "matplotlib"}),
    ],
)
def test_what_takes_long_to_load_is_not_loaded_where_it_is_not_used(loaded: str, absent: set[str]):
    """A learner waits for each verdict, and whoever grades for each worker."""
    look = f"import sys, {loaded}; print(*sys.modules.keys() & {absent!r})"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout.split(), done.stderr) == ([], "")
