"""The archive of feedback, and the notebook that Canvas shows."""

from __future__ import annotations

import io
import json
import zipfile

import mistune
import nbformat
import pytest

from autograder.lms.returning import Item, notebook_page, returned
from autograder.model import CourseError

PAGES = {"ada": {"fans": b"ada"}, "bo": {"fans": b"bo"}}


def record(lms: str, **files: tuple[str, str]) -> dict:
    """What collect keeps: a student's file, by its name in the archive and what stands before."""
    students = {
        student: {"files": {"fans.ipynb": {"lms": name, "prefix": prefix, "attachment": 0}}}
        for student, (name, prefix) in files.items()
    }
    return {"lms": lms, "students": students}


def inside(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("end", ["_file_/", "_file/", "_file_"])
def test_moodle_in_folders_and_without(end: str):
    prefix = f"Zoë X_7_assignsubmission{end}"
    found = returned("moodle", record("moodle", ada=(f"{prefix}fans.ipynb", prefix)), PAGES)
    assert inside(found.data) == {f"{prefix}fans.html": b"ada"}
    assert (found.students, found.without) == (("ada",), ("bo",))


def test_work_that_came_otherwise_is_named():
    known = {
        "lms": "canvas",
        "students": {"ada": {"files": {"work.zip": {"lms": "a_1_2_work.zip"}}}},
    }
    known["students"]["bo"] = {"files": {"mine.ipynb": {"lms": "b_3_4_mine.ipynb"}}}
    found = returned("canvas", known, PAGES)
    assert inside(found.data) == {"b_3_4_mine.ipynb": b"bo"}
    assert found.without == ("ada",)
    with pytest.raises(CourseError, match="no feedback for anybody"):
        returned("canvas", {"lms": "canvas", "students": {}}, PAGES)


def test_what_a_student_wrote_is_shown_and_not_read():
    told = "got: '```'\n</code></pre><script>alert(1)</script>\n# a heading\n[link](http://x)"
    data = notebook_page(
        "fans", 3, 5, 0.5, "", [Item("f_<b>", 3, 5, told, "Look again.\nThen ask.")]
    )
    node = nbformat.reads(data.decode(), as_version=4)
    nbformat.validate(node)
    html = mistune.create_markdown(escape=False)(node.cells[0].source)
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("<h") == 2
    assert "<a " not in html
    assert html.count("<blockquote>") == 1
    assert "after 0.5 off for being late" in html


def test_points_that_a_person_owes():
    data = notebook_page("fans", 0, 4, 0, "no notebook", [Item("why", None, 4)])
    source = "".join(json.loads(data)["cells"][0]["source"])
    assert "why: waits for a person, of 4 points" in source
    assert "```text\nno notebook\n```" in source
