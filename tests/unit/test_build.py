"""The same text gives the same notebook, and every mistake in a text is told with its place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.authoring import build
from autograder.authoring.adopt import adopt, text_of
from autograder.authoring.percent import FORMAT, parse, unparse
from autograder.model import GRADED, BuildError
from autograder.roles import ROLES, expand, role_of, shorten

ROOT = Path(__file__).parents[2]
TEXTS = sorted([*ROOT.glob("notebooks/*.py"), *ROOT.glob("source/*.py")])

SMALL = """# %% [markdown] slide="slide"
# # Adding
#
# A line with $x$ and "quotes".

# %% locked="setup"
import numpy as np

# %% solution="add"
def add(a, b):
    ### BEGIN SOLUTION
    return a + b
    ### END SOLUTION

# %% test="add-test" points=2 lesson="01_signals#sums"
assert add(1, 2) == 3
### BEGIN HIDDEN TESTS
assert add(5, 5) == 10
### END HIDDEN TESTS

# %% [markdown] manual="why" points=1.5
# Because.
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "source" / "add.py").write_text(SMALL)
    (tmp_path / "notebooks" / "01_x.py").write_text("# %% [markdown]\n# # X\n\n# %%\n1 + 1\n")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def test_the_committed_notebooks_say_what_their_texts_say():
    assert build.stale(ROOT) == []


def test_building_twice_gives_the_same_bytes(course: Path):
    assert build.expected(course) == build.expected(course)
    first = build.build(course)
    assert {one.path.name for one in first} == {"add.ipynb", "01_x.ipynb"}
    assert {one.done for one in first} == {"wrote"}
    assert build.build(course) == []


@pytest.mark.parametrize(
    "spoiled",
    [
        "source/add.py",
        "notebooks/01_x.py",
        "source/add/add.ipynb",
        "release/add/add.ipynb",
        "notebooks/01_x.ipynb",
    ],
)
def test_one_changed_character_is_noticed(course: Path, spoiled: str):
    build.build(course)
    path = course / spoiled
    path.write_text(path.read_text().replace("1", "7", 1))
    assert build.stale(course)


def test_a_left_over_notebook_is_noticed_and_removed(course: Path):
    build.build(course)
    (course / "source" / "add.py").rename(course / "source" / "plus.py")
    names = {path.relative_to(course).as_posix() for path in build.stale(course)}
    assert "release/add/add.ipynb" in names
    assert "release/plus/plus.ipynb" in names
    assert {one.path.name for one in build.build(course) if one.done == "removed"} == {"add.ipynb"}
    assert build.stale(course) == []
    assert not (course / "release/add/add.ipynb").exists()


def test_a_lost_text_comes_back_from_the_notebook_that_was_built_of_it(course: Path):
    """A text that was deleted by mistake: the notebook is all that is left of the solution and the
    hidden tests, and building must not be what loses them."""
    build.build(course)
    text, built = course / "source/add.py", course / "source/add/add.ipynb"
    before = text.read_text("utf-8"), built.read_bytes()
    text.unlink()
    told = {str(one.path.relative_to(course)): one.remark for one in build.build(course)}
    kept = course / ".goodstart/removed/source/add/add.ipynb"
    assert kept.read_bytes() == before[1]
    assert str(kept) in told["source/add/add.ipynb"]
    built.parent.mkdir(exist_ok=True)
    kept.rename(built)
    assert adopt(built) == text
    build.build(course)
    assert built.read_bytes() == before[1]
    assert "return a + b" in text.read_text("utf-8")


def test_the_release_keeps_questions_and_visible_tests_and_nothing_else(course: Path):
    build.build(course)
    released = (course / "release/add/add.ipynb").read_text()
    cells = {cell.id: cell.source for cell in nbformat.reads(released, 4).cells}
    assert cells["add"] == "def add(a, b):\n    ...  # your code here"
    assert cells["add-test"] == "assert add(1, 2) == 3"
    assert cells["why"] == "*Your answer here.*"
    for secret in ("return a + b", "== 10", "Because.", "BEGIN", "covers"):
        assert secret not in released


def test_ids_come_from_grade_ids_or_content_and_never_from_chance(course: Path):
    node = build.notebook(SMALL, course / "source/add.py", course, graded=True)
    other = build.notebook("# %% [markdown]\n# New first.\n\n" + SMALL, Path("x.py"), graded=True)
    assert [cell.id for cell in node.cells] == [cell.id for cell in other.cells[1:]]
    assert [cell.id for cell in node.cells[1:]] == ["setup", "add", "add-test", "why"]


MISTAKES = {
    "an unquoted value": ("# %% test=add points=3\nx", "can't read 'test=add points=3'"),
    "a title": ("# %% My title\nx", "can't read 'My title'"),
    "two spaces": ('# %%  solution="a"\nx', "not a header"),
    "an unknown key": ('# %% test="a" pionts=3\nx', "unknown key 'pionts'"),
    "a key twice": ('# %% test="a" test="b"\nx', "test stands twice"),
    "two roles": ('# %% test="a" solution="b" points=1\nx', "two roles"),
    "a test without points": ('# %% test="a"\nx', "needs points="),
    "points as text": ('# %% test="a" points="3"\nx', "needs points="),
    "points on a solution": ('# %% solution="a" points=3\nx', "only test=, manual="),
    "points on prose": ("# %% [markdown] points=3\n# x", "not graded"),
    "an unknown slide": ('# %% slide="big"\nx', "slide='big'"),
    "a bad id": ('# %% locked="a b"\nx', "letters, digits"),
    "an id twice": (
        '# %% locked="a"\nx\n\n# %% locked="a"\ny',
        "'a' is taken by the cell at line 1",
    ),
    "no space after #": ("#%%\nx", "not a header"),
    "a sub-cell": ("# %%\nx\n# %%% deeper\ny", "not a header"),
    "a raw cell": ("# %% [raw]\n# x", "can't read '[raw]'"),
    "an old marker": ("# %%\nx\n# In[3]:\ny", "not a header"),
    "a marker in a string": ('# %%\ns = """\n# %% x\n"""', "can't read 'x'"),
    "a good marker in a string": ('# %%\ns = """\n# %%\n"""', "jupytext"),
    "markdown that is not a comment": ("# %% [markdown]\ntext", "a line of markdown begins"),
    "an empty markdown cell": ("# %% [markdown]\n\n# %%\nx", "an empty markdown cell"),
    "text before the first cell": ("import x\n# %%\ny", "begins with a cell header"),
    "no cell": ("", "begins with a cell header"),
    "an unclosed solution": ('# %% solution="a"\n### BEGIN SOLUTION\nx', "has no ### END SOLUTION"),
    "an unclosed solution before a line of spaces": (
        '# %% solution="a"\n### BEGIN SOLUTION\nx\n    ',
        "has no ### END SOLUTION",
    ),
    "regions that cross": ('# %% solution="a"\n### END SOLUTION\nx', "do not pair up"),
    "a solution without a region": ('# %% solution="a"\nx', "without ### BEGIN SOLUTION"),
    "hidden tests in a locked cell": (
        '# %% locked="a"\n### BEGIN HIDDEN TESTS\nx\n### END HIDDEN TESTS',
        "not test=",
    ),
    "a solution in prose": (
        "# %% [markdown]\n# ### BEGIN SOLUTION\n# x\n# ### END SOLUTION",
        "not solution=",
    ),
    "a task of code": ('# %% task="a" points=1\nx', "task= on a code cell"),
    "a mark scheme in prose": (
        "# %% [markdown]\n# === BEGIN MARK SCHEME ===\n# === END MARK SCHEME ===",
        "not task=",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_one_line_with_file_line_and_cell(mistake: str):
    text, told = MISTAKES[mistake]
    with pytest.raises(BuildError) as caught:
        build.notebook(text, Path("source/add.py"), graded=True)
    message = str(caught.value)
    assert told in message
    assert "\n" not in message
    assert message.startswith("source/add.py, line ")
    assert ", cell " in message


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_jupytext_itself_reads_the_course_as_we_do(path: Path):
    ours = parse(path.read_text(), path.name)
    theirs = jupytext.reads(path.read_text(), fmt=FORMAT).cells
    assert [part.source for part in ours] == [cell.source.strip("\n") for cell in theirs]
    assert [part.kind for part in ours] == [cell.cell_type for cell in theirs]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_texts_survive_the_way_to_the_notebook_and_back(path: Path, tmp_path: Path):
    node = build.notebook(path.read_text(), path, ROOT)
    file = tmp_path / "x.ipynb"
    file.write_text(nbformat.writes(node))
    assert text_of(file) == path.read_text()
    parts = parse(path.read_text(), path.name)
    assert unparse([(one.kind, one.source, one.short) for one in parts]) == path.read_text()


@pytest.mark.parametrize(
    "short",
    [
        {},
        {"locked": "a"},
        {"solution": "a"},
        {"test": "a", "points": 3},
        {"manual": "a", "points": 0.5},
        {"task": "a", "points": 2},
        {"slide": "fragment"},
        {"test": "a", "points": 2, "slide": "skip", "lesson": "03_fans#x", "covers": "S1.1"},
        {"tags": ["a", "b"]},
    ],
)
def test_roles_expand_and_shorten_back(short: dict):
    assert shorten(expand(short)) == short


def test_expanded_roles_are_what_nbgrader_itself_calls_them():
    from nbgrader import utils
    from nbgrader.nbgraderformat import MetadataValidator

    make = {"manual": nbformat.v4.new_markdown_cell, "task": nbformat.v4.new_markdown_cell}
    cells = {
        role: make.get(role, nbformat.v4.new_code_cell)(
            metadata=expand({role: "a", **({"points": 1} if role in GRADED else {})})
        )
        for role in ROLES
    }
    for cell in cells.values():
        MetadataValidator().validate_cell(cell)
    assert [r for r, c in cells.items() if utils.is_grade(c)] == ["test", "manual"]
    assert [r for r, c in cells.items() if utils.is_solution(c)] == ["solution", "manual"]
    assert [r for r, c in cells.items() if utils.is_locked(c)] == ["locked", "test", "task"]
    assert [r for r, c in cells.items() if utils.is_task(c)] == ["task"]
    assert [role_of(cell.metadata) for cell in cells.values()] == list(cells)


def test_adopt_brings_an_edit_made_with_nbgraders_toolbar_back(course: Path):
    build.build(course)
    path = course / "source/add/add.ipynb"
    node = nbformat.read(path, 4)
    node.cells[3].metadata.nbgrader.points = 5
    node.cells[3].metadata["collapsed"] = False  # JupyterLab's own notes stay out of the text
    node.cells[2].outputs = [nbformat.v4.new_output("stream", text="hi")]
    node.cells[2].execution_count = 4
    node.cells.append(nbformat.v4.new_code_cell("", metadata={}))
    node.cells.insert(
        1,
        nbformat.v4.new_code_cell(
            "y = 1",
            metadata={
                "nbgrader": {
                    "grade": False,
                    "grade_id": "",
                    "locked": False,
                    "solution": False,
                    "task": False,
                    "schema_version": 3,
                }
            },
        ),
    )
    nbformat.write(node, path)
    adopt(path)
    text = (course / "source/add.py").read_text()
    assert '# %% test="add-test" points=5 lesson="01_signals#sums"' in text
    assert "# %%\ny = 1\n" in text
    assert "hi" not in text
    build.build(course)
    assert build.stale(course) == []


def without(marker: str):
    """What takes a marker out of the exercise, as a person does in JupyterLab: what stands around
    it stays, so that spaces alone may be left of its line."""
    return lambda node: node.cells[2].update(source=node.cells[2].source.replace(marker, ""))


@pytest.mark.parametrize("spaces", ["\n    ", "\n\n\t\n", "\n    \n"])
def test_lines_of_spaces_around_a_cell_are_no_edit(course: Path, spaces: str):
    """An editor indents a line that nothing is written in."""
    build.build(course)
    before = (course / "source/add.py").read_text()
    (course / "source/add.py").write_text(
        before.replace("END SOLUTION\n", f"END SOLUTION{spaces}\n")
    )
    assert build.stale(course) == []
    path = course / "source/add/add.ipynb"
    node = nbformat.read(path, 4)
    node.cells[2].source += spaces
    nbformat.write(node, path)
    assert text_of(path) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda node: node.cells.append(nbformat.v4.new_raw_cell("x")), "a raw cell"),
        (lambda node: node.cells[3].metadata.nbgrader.update(task=True), "task cell"),
        (lambda node: node.cells[2].update(source="# %% no\nx"), "can't read"),
        (without("    ### END SOLUTION"), "cell 3: ### BEGIN SOLUTION has no ### END SOLUTION"),
        (without("### END SOLUTION"), "cell 3: ### BEGIN SOLUTION has no ### END SOLUTION"),
        (without("### BEGIN SOLUTION"), "cell 3: .* do not pair up"),
    ],
)
def test_adopt_refuses_what_the_text_cannot_hold_and_writes_nothing(course, change, told):
    build.build(course)
    path = course / "source/add/add.ipynb"
    node = nbformat.read(path, 4)
    change(node)
    path.write_text(json.dumps(node))
    before = (course / "source/add.py").read_text()
    with pytest.raises(BuildError, match=told):
        adopt(path)
    assert (course / "source/add.py").read_text() == before


def test_adopt_tells_where_a_generated_quiz_is_edited(tmp_path: Path):
    (tmp_path / "source/quiz").mkdir(parents=True)
    (tmp_path / "source/quiz.toml").write_text("")
    with pytest.raises(BuildError, match=r"edit that file"):
        adopt(tmp_path / "source/quiz/quiz.ipynb")
    with pytest.raises(BuildError, match=r"adopt takes"):
        adopt(tmp_path / "elsewhere.ipynb")
