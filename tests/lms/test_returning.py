"""The archive of feedback, and the notebook that Canvas shows."""

from __future__ import annotations

import io
import zipfile

import mistune
import nbformat
import pytest

from autograder.lms.returning import Item, Page, markdown_page, returned
from autograder.model import CourseError

PAGES = {"ada": {"fans": Page(b"ada", "# Ada")}, "bo": {"fans": Page(b"bo", "# Bo")}}


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


def handed(lms_name: str) -> dict:
    """What collect keeps of one file of Ada's."""
    name = lms_name.split("_", 3)[3]
    return {"lms": "canvas", "students": {"ada": {"files": {name: {"lms": lms_name}}}}}


@pytest.mark.parametrize("name", ["mine.ipynb", "fans.json", "fans.ipynb.json"])
def test_canvas_gets_a_notebook_under_the_name_of_the_notebook(name: str):
    found = returned("canvas", handed(f"a_1_2_{name}"), PAGES)
    [(there, data)] = inside(found.data).items()
    node = nbformat.reads(data.decode(), as_version=4)
    nbformat.validate(node)
    assert (there, node.cells[0].source) == (f"a_1_2_{name}", "# Ada")


def test_canvas_gets_a_text_for_a_text_and_an_archive_for_an_archive():
    found = returned("canvas", handed("a_1_2_fans.ipynb.txt"), PAGES)
    assert inside(found.data) == {"a_1_2_fans.ipynb.txt": b"# Ada"}
    found = returned("canvas", handed("a_1_2_homework.zip"), PAGES)
    assert inside(inside(found.data)["a_1_2_homework.zip"]) == {"fans.html": b"ada"}


def test_whose_file_no_feedback_can_replace_is_named():
    record = handed("a_1_2_fans.ipynb")
    record["students"]["bo"] = {"files": {"fans.pdf": {"lms": "b_3_4_fans.pdf"}}}
    found = returned("canvas", record, PAGES)
    assert (found.students, found.without) == (("ada",), ("bo",))
    with pytest.raises(CourseError, match="no feedback for anybody"):
        returned("canvas", {"lms": "canvas", "students": {}}, PAGES)


def test_what_a_student_wrote_is_shown_and_not_read():
    told = "got: '```'\n</code></pre><script>alert(1)</script>\n# a heading\n[link](http://x)"
    items = [Item("f_<b>", 3, 5, told, "Look again.\nThen ask.")]
    text = markdown_page("fans", 3, 5, 0.5, "", ["<b>'a`.ipynb'</b> was graded"], items)
    html = mistune.create_markdown(escape=False)(text)
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("<h") == 2
    assert "<a " not in html
    assert html.count("<blockquote>") == 1
    assert "after 0.5 off for being late" in html


def test_points_that_a_person_owes_and_why_nothing_was_graded():
    items = [Item("one", 0, 2, "no notebook"), Item("why", None, 4)]
    text = markdown_page("fans", 0, 6, 0, "no notebook", ["'he.ipynb' was graded"], items)
    assert "why: waits for a person, of 4 points" in text
    assert text.count("```text\nno notebook\n```") == 1, "said once, not under each exercise"
    assert "'he.ipynb' was graded" in text
