"""What browsers, systems and people make of a notebook's file earns what its code is worth, with a
remark; and an archive is opened without trusting a word of what it says of itself."""

from __future__ import annotations

import copy
import io
import json
import stat
import zipfile
from pathlib import Path

import nbformat
import pytest
from test_submission import ANSWERED, EXAM, TAKEN, book, cell, put, read, refused

from autograder import class_files, grading
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.model import CourseError, ExamError

ROOT = Path(__file__).parents[2]
GOOD = json.dumps(book(*ANSWERED))


def zipped(files: dict[str, bytes | str], path: Path, method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "name", ["fans.ipynb.txt", "fans.json", "fans.ipynb.json", "fans (1).ipynb", "FANS.IPYNB"]
)
def test_a_name_that_a_download_makes_is_read_with_a_remark(tmp_path: Path, name: str) -> None:
    put(tmp_path, book(*ANSWERED), name)
    answers = read(tmp_path)
    assert answers.sources == TAKEN
    assert answers.notes[0] == f"{name!r} was graded; fans.ipynb is expected"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    put(tmp_path, (mark + GOOD).encode(encoding))
    assert read(tmp_path).sources == TAKEN


def test_a_large_notebook_counts_without_its_outputs(tmp_path: Path) -> None:
    node = copy.deepcopy(book(*ANSWERED))
    image = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 26 * 2**20}}
    node["cells"][1]["outputs"] = [image]
    put(tmp_path, node)
    assert read(tmp_path).sources == TAKEN
    zipped({"fans.ipynb": json.dumps(node)}, tmp_path / "fans.zip")
    (tmp_path / "fans.ipynb").unlink()
    assert read(tmp_path).sources == TAKEN
    node["cells"][1]["source"] = "#" * 21 * 2**20
    put(tmp_path, node)
    assert "larger than 20 MiB without its outputs" in refused(tmp_path)


def stripped(*cells: dict) -> dict:
    """A notebook from which an editor has taken all metadata."""
    return book(*({**one, "metadata": {}} for one in cells))


GIVEN = {one.id: cell(one.released, kind=one.kind) for one in EXAM.cells}
MINE = {
    "one": cell("def one():\n    return 1"),
    "two": cell("helper = 2\ndef two(): return helper"),
    "why": cell("Because it is so.", kind="markdown"),
}


def test_a_notebook_without_any_mark_is_known_by_its_text_with_a_remark(tmp_path: Path) -> None:
    order = ["", "setup", "one", "one-1", "two", "why"]
    put(tmp_path, stripped(*({**GIVEN, **MINE}[ident] for ident in order)))
    answers = read(tmp_path)
    assert answers.sources == {ident: one["source"] for ident, one in MINE.items()}
    assert not answers.extras
    assert answers.notes == (
        "3 answers were found by their text and place, because nbgrader's marks are gone: "
        "look once",
    )


def test_without_marks_an_answer_left_blank_and_cells_of_ones_own_keep_their_places(
    tmp_path: Path,
) -> None:
    own = cell("x = 5")
    parts = [GIVEN["setup"], own, MINE["one"], cell("one()"), GIVEN["one-1"], GIVEN["two"]]
    put(tmp_path, stripped(*parts, cell("A note.", kind="markdown"), MINE["why"]))
    answers = read(tmp_path)
    assert answers.sources == {
        "one": MINE["one"]["source"],
        "two": GIVEN["two"]["source"],
        "why": MINE["why"]["source"],
    }
    assert [(one.after, one.source) for one in answers.extras] == [
        ("setup", "x = 5"),
        ("one", "one()"),
        ("two", "A note."),
    ]


def test_a_notebook_that_is_another_assignments_stays_refused(tmp_path: Path) -> None:
    put(tmp_path, stripped(cell("def one():\n    return 1"), cell("print(3)")))
    assert "holds no cell of this assignment" in refused(tmp_path)


def test_a_copy_that_was_worked_in_counts_where_the_notebook_itself_was_not_touched(
    tmp_path: Path,
) -> None:
    blank = [
        cell(one.released, one.id, one.kind)
        for one in EXAM.cells
        if one.role in ("solution", "manual")
    ]
    put(tmp_path, book(*blank))
    put(tmp_path, book(*ANSWERED), "fans-Copy1.ipynb")
    answers = read(tmp_path)
    assert answers.sources == TAKEN
    assert answers.notes[-1] == (
        "'fans-Copy1.ipynb' was graded: fans.ipynb is as it was handed out"
    )
    put(tmp_path, book(*ANSWERED), "fans-Copy2.ipynb")
    answers = read(tmp_path)
    assert answers.sources != TAKEN
    assert answers.notes[-1].endswith("are not, and a person must choose")
    put(tmp_path, book(*ANSWERED))
    assert read(tmp_path).sources == TAKEN
    assert not any("Copy" in note for note in read(tmp_path).notes)


def test_thousands_of_copies_of_a_cell_are_one_remark(tmp_path: Path) -> None:
    copies = [cell(f"ONE = {k}", "one") for k in range(2000)]
    put(tmp_path, book(*ANSWERED, *copies, cell("TWO", "two")))
    answers = read(tmp_path)
    assert answers.sources == TAKEN | {"one": "ONE = 1999"}
    assert answers.notes == (
        "cell 'one' stands 2001 times; the last one counts",
        "cell 'two' stands twice; the last one counts",
    )


def test_a_data_file_beside_no_notebook_is_no_notebook(tmp_path: Path) -> None:
    put(tmp_path, {"x": [1, 2]}, "data.json")
    assert "data.json: unreadable" in refused(tmp_path)


def test_a_notebook_wins_over_data_and_archives_beside_it(tmp_path: Path) -> None:
    put(tmp_path, book(*ANSWERED), "mine.ipynb")
    put(tmp_path, {"x": 1}, "data.json")
    zipped({"other.ipynb": json.dumps(book())}, tmp_path / "all.zip")
    assert read(tmp_path).sources == TAKEN


@pytest.mark.parametrize("inside", ["fans.ipynb", "ada/homework/fans.ipynb", "Übung/f(1).ipynb"])
def test_a_notebook_in_a_zip_is_read_with_a_remark(tmp_path: Path, inside: str) -> None:
    zipped({"__MACOSX/._fans.ipynb": b"\0\5", inside: GOOD, "notes.txt": "x"}, tmp_path / "a.zip")
    answers = read(tmp_path)
    assert answers.sources == TAKEN
    assert answers.notes[0] == f"'a.zip/{inside}' was graded; fans.ipynb is expected"


def test_of_the_notebooks_in_a_zip_the_one_of_this_assignment_is_taken(tmp_path: Path) -> None:
    zipped({"xavier.ipynb": json.dumps(book()), "fans.ipynb": GOOD}, tmp_path / "a.zip")
    assert read(tmp_path).sources == TAKEN
    zipped({"one.ipynb": GOOD, "two.ipynb": GOOD}, tmp_path / "a.zip")
    assert "both look like it" in refused(tmp_path)


def bomb() -> bytes:
    """A zip of a few kilobytes with a notebook of 30 MB that says that it is small."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("fans.ipynb", b" " * 30_000_000)
    data = file.getvalue()
    return data.replace((30_000_000).to_bytes(4, "little"), (300).to_bytes(4, "little"))


def locked() -> bytes:
    """A zip whose file says that it is encrypted."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("fans.ipynb", GOOD)
    data = bytearray(file.getvalue())
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def link() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("fans.ipynb")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return file.getvalue()


def many() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(201):
            archive.writestr(f"{number}.txt", "")
        archive.writestr("fans.ipynb", GOOD)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a zip"),
        (b"PK\3\4 and no more", "not a zip"),
        (bomb(), "unreadable"),
        (locked(), "it can't be unpacked"),
        (link(), "not JSON"),
        (many(), "more than 200 files in it"),
    ],
    ids=["empty", "cut", "bomb", "encrypted", "link", "many"],
)
def test_a_hostile_or_broken_zip_is_refused_in_one_line(
    tmp_path: Path, data: bytes, told: str
) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    assert told in refused(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip"]


def test_a_zip_without_a_notebook_says_so(tmp_path: Path) -> None:
    zipped({"../../escape.txt": "x", "fans.py": "def one(): ..."}, tmp_path / "a.zip")
    assert "no notebook in it" in refused(tmp_path)
    assert not (tmp_path.parent.parent / "escape.txt").exists()


def test_a_zip_of_a_zip_or_a_path_upwards_writes_nothing(tmp_path: Path) -> None:
    zipped({"../../../fans.ipynb": GOOD}, tmp_path / "a.zip")
    assert read(tmp_path).sources == TAKEN  # read, and never unpacked to the disk
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip"]


# ---- folders


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for kind in ("source", "release"):
        folder = tmp_path / kind / "fans"
        folder.mkdir(parents=True)
        (folder / "fans.ipynb").write_bytes((ROOT / kind / "fans/fans.ipynb").read_bytes())
    return tmp_path


def hand_in(course: Path, *where: str) -> Path:
    path = course.joinpath("submitted", *where)
    path.parent.mkdir(parents=True)
    path.write_bytes((ROOT / "release/fans/fans.ipynb").read_bytes())
    return path


def test_folders_that_are_exchanged_or_missing_are_named(course: Path) -> None:
    hand_in(course, "ada", "fans", "fans.ipynb")
    assert grading.misplaced(course, "fans") == []
    exchanged = hand_in(course, "fans", "ben", "fans.ipynb")
    short = hand_in(course, "cleo", "fans.ipynb")
    assert grading.misplaced(course, "fans") == [
        f"{exchanged.parent}: the two folders are exchanged; submitted/ben/fans is where it is "
        "looked for",
        f"{short}: a folder is missing; {short.parent}/fans/fans.ipynb is where it is looked for",
    ]
    assert grading.students(course, "fans", []) == ["ada"]


def test_a_class_that_put_every_folder_wrong_is_told_so(course: Path) -> None:
    hand_in(course, "fans", "ben", "fans.ipynb")
    with pytest.raises(CourseError, match="the two folders are exchanged"):
        grading.students(course, "fans", [])


def test_the_secret_of_nbgraders_exchange_is_no_file_of_the_students(tmp_path: Path) -> None:
    put(tmp_path, book(*ANSWERED))
    (tmp_path / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    (tmp_path / "submission_secret.txt").write_text("secret")
    assert read(tmp_path).files == ()


# ---- an assignment of several notebooks


def test_a_notebook_without_a_graded_cell_is_an_introduction(course: Path) -> None:
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Welcome")])
    plain = nbformat.writes(node)
    for kind in ("source", "release"):
        (course / kind / "fans/welcome.ipynb").write_text(plain)
    assert [exam.notebook for exam in exams.load(course, "fans")] == ["fans"]
    for kind in ("source", "release"):
        (course / kind / "fans/fans.ipynb").write_text(plain)
    with pytest.raises(ExamError, match=r"no graded cell in fans\.ipynb, welcome\.ipynb"):
        exams.load(course, "fans")


def test_a_release_in_which_somebody_worked_is_named(course: Path) -> None:
    wanted = exams.load(course, "fans")
    assert class_files.edited_releases(course, wanted) == []
    path = course / "release/fans/fans.ipynb"
    given = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(given), "utf-8")  # saved by another program
    assert class_files.edited_releases(course, wanted) == []
    solved = copy.deepcopy(given)
    solved["cells"][-1]["source"] = "My answer."
    path.write_text(json.dumps(solved), "utf-8")
    [line] = class_files.edited_releases(course, wanted)
    assert line.startswith(f"{path}: edited since it was built")
    del solved["metadata"]["goodstart"]  # a course that nbgrader released
    path.write_text(json.dumps(solved), "utf-8")
    assert class_files.edited_releases(course, wanted) == []


def test_read_notebook_takes_this_file_whatever_its_name(tmp_path: Path) -> None:
    put(tmp_path, book(*ANSWERED), "mine.ipynb")
    put(tmp_path, book(), "fans.ipynb")
    assert submission.read_notebook(tmp_path / "mine.ipynb", "me", EXAM).sources == TAKEN
