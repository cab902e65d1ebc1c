"""A table of students becomes the roster and nbgrader's, whatever wrote it."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from as_lms import PEOPLE, canvas_table, course, worksheet

from autograder import lms_desk
from autograder.lms import roster
from autograder.lms.table_file import read_table
from autograder.model import CourseError

PLAIN = "id,last_name,first_name,email\n" + "".join(
    f"{one.login},{one.last},{one.first},{one.email}\n" for one in PEOPLE
)
MOODLE = "First name,Last name,ID number,Email address,Groups\n" + "".join(
    f"{one.first},{one.last},00{one.canvas_id},{one.email},A\n" for one in PEOPLE
)
TABLES = {
    "canvas": canvas_table(PEOPLE, {"fans (12345)": 24}),
    "worksheet": worksheet(PEOPLE),
    "moodle": MOODLE,
    "plain": PLAIN,
}


def put(folder: Path, text: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def in_gradebook(root: Path) -> set[tuple[str, ...]]:
    """nbgrader's own table, read without nbgrader."""
    with closing(sqlite3.connect(root / "gradebook.db")) as base:
        return set(base.execute("select first_name, last_name, email from student"))


EXPECTED = {(one.first, one.last, one.email) for one in PEOPLE}


def once(kind: str, one) -> tuple[str, str]:
    """A worksheet has whole names alone, of which the last word is taken for the last name."""
    if kind != "worksheet":
        return one.first, one.last
    first, _, last = f"{one.first} {one.last}".rpartition(" ")
    return first, last


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("kind", TABLES)
def test_each_table_is_recognized_in_each_encoding(tmp_path: Path, kind: str, encoding: str):
    for delimiter in ",;\t":
        text = TABLES[kind]
        if delimiter != ",":
            rows = list(csv.reader(text.splitlines()))
            lines = [
                delimiter.join(f'"{x}"' for x in (y.replace('"', '""') for y in row))
                for row in rows
            ]
            text = "\r\n".join(lines)
        listed = roster.read_students(put(tmp_path, text, encoding))
        assert (listed.kind, listed.table.delimiter) == (kind, delimiter)
        students = listed.students.values()
        assert {(one.first_name, one.last_name) for one in students} == {
            once(kind, one) for one in PEOPLE
        }
        if kind != "canvas":  # which exports no addresses
            assert {one.email for one in students} == {one.email for one in PEOPLE}


@pytest.mark.parametrize("kind", TABLES)
def test_the_gradebook_has_them_and_a_second_time_changes_nothing(tmp_path: Path, kind: str):
    root = course(tmp_path / "course")
    path = put(tmp_path, TABLES[kind])
    first = lms_desk.read_roster(root, path)
    assert {one.state for one in first.seen} == {"new"}
    assert len(first.seen) == len(PEOPLE)
    there = in_gradebook(root)
    if kind in ("moodle", "plain"):
        assert there == EXPECTED
    kept = first.path.read_bytes()
    again = lms_desk.read_roster(root, path)
    assert {one.state for one in again.seen} == {"unchanged"}
    assert (in_gradebook(root), first.path.read_bytes()) == (there, kept)


def test_tables_of_several_kinds_are_one_class(tmp_path: Path):
    root = course(tmp_path / "course")
    for kind in ("worksheet", "moodle", "canvas", "plain", "worksheet"):
        lms_desk.read_roster(root, put(tmp_path, TABLES[kind]))
    with closing(sqlite3.connect(root / "gradebook.db")) as base:
        assert base.execute("select count(*) from student").fetchone() == (len(PEOPLE),)
    assert in_gradebook(root) == EXPECTED
    kept = {one.email: one for one in roster.load(root)}
    for one in PEOPLE:
        student = kept[one.email]
        assert student.canvas_id == str(one.canvas_id)
        assert student.sis_id == f"00{one.canvas_id}", "leading zeros are part of a number"
        assert student.participants == (str(one.participant),)


def test_nobody_is_removed_and_who_was_graded_before_is_found(tmp_path: Path):
    root = course(tmp_path / "course")
    lms_desk.read_roster(root, put(tmp_path, "id\nada\nguest\n"))
    found = lms_desk.read_roster(root, put(tmp_path, PLAIN))
    assert found.total == len(PEOPLE) + 1
    assert {one.student.id: one.state for one in found.seen}["ada"] == "updated"
    assert "guest" in {one.id for one in roster.load(root)}


def test_two_of_one_name_are_two(tmp_path: Path):
    root = course(tmp_path / "course")
    text = "Identifier,Full name,Email address,Grade\nParticipant 7,Wei Wang,wei1@example.org,\n"
    text += "Participant 8,Wei Wang,wei2@example.org,\n"
    found = lms_desk.read_roster(root, put(tmp_path, text))
    assert [one.student.id for one in found.seen] == ["wei1", "wei2"]


def test_without_addresses_a_name_that_two_have_is_refused(tmp_path: Path):
    root = course(tmp_path / "course")
    plain = "id,name\nw1,Wei Wang\nw2,Wei Wang\n"
    lms_desk.read_roster(root, put(tmp_path, plain))
    sheet = put(tmp_path, "Identifier,Full name,Grade\nParticipant 7,Wei Wang,\n")
    with pytest.raises(CourseError, match="w1 and w2 both answer to it"):
        lms_desk.read_roster(root, sheet)


def test_what_somebody_wrote_into_the_roster_stays(tmp_path: Path):
    root = course(tmp_path / "course")
    lms_desk.read_roster(root, put(tmp_path, PLAIN))
    path = roster.roster_path(root)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0]["section"] = "evening"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    mine = path.read_bytes()
    lms_desk.read_roster(root, put(tmp_path, TABLES["canvas"].replace("Lovelace", "King")))
    lms_desk.read_roster(root, put(tmp_path, TABLES["worksheet"]))
    assert {one.section for one in roster.load(root) if one.id == rows[0]["id"]} != {""}
    [copy] = path.parent.glob("roster.kept-*.csv")
    assert copy.read_bytes() == mine


def test_another_encoding_is_named_as_a_guess_and_can_be_told(tmp_path: Path):
    path = put(tmp_path, "id;last_name\nzoe;Lefèvre\n", "cp1252")
    table = read_table(path)
    assert (table.guessed, table.value(0, 1)) == (True, "Lefèvre")
    told = read_table(put(tmp_path, "id;last_name\nl;Wójcik\n", "cp1250"), "cp1250")
    assert (told.guessed, told.value(0, 1)) == (False, "Wójcik")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "no list of students is known with the columns a, b"),
        ("id,name\n,Ada\n", "line 2: no id"),
        ("id,name\na/b,Ada\n", "line 2: the id 'a/b'"),
        ("id,name\n.a,Ada\n", "the id '.a'"),
        ("id,last_name\n", "no students in it"),
        ("Identifier,Full name\nnobody,Ada\n", "ends in no number"),
    ],
)
def test_a_fault_is_one_line(tmp_path: Path, text: str, said: str):
    with pytest.raises(CourseError) as error:
        lms_desk.read_roster(course(tmp_path / "course"), put(tmp_path, text))
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("data", [b"PK\x03\x04zip", b"\xd0\xcf\x11\xe0old", b"id\n\x81\x8d\xff\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes):
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with pytest.raises(CourseError, match=r"save (the table|it) as CSV"):
        read_table(path)


def test_a_name_in_the_roster_is_no_formula_and_stays_the_name(tmp_path: Path):
    root = course(tmp_path / "course")
    lms_desk.read_roster(root, put(tmp_path, "id,last_name,first_name\nx,=1+1,'t Hooft\n"))
    with roster.roster_path(root).open(newline="", encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert row["last_name"] == "'=1+1"
    [kept] = roster.load(root)
    assert (kept.last_name, kept.first_name) == ("=1+1", "'t Hooft")


def test_moodle_in_german(tmp_path: Path):
    """Where the identifier is called ID, as a plain table's id is."""
    text = "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden\n"
    text += "Teilnehmer/in 70000,Ada Lovelace,ada@example.org,,-,24,Nein\n"
    listed = roster.read_students(put(tmp_path, text))
    assert listed.kind == "worksheet"
    assert listed.students[0] == roster.Student(
        "", "Lovelace", "Ada", "ada@example.org", participants=("70000",)
    )


def test_who_has_left_the_course_is_named_and_stays(tmp_path: Path):
    root = course(tmp_path / "course")
    whole = put(tmp_path, canvas_table(PEOPLE, {"fans (12345)": 24}))
    fewer = put(tmp_path, canvas_table(PEOPLE[1:], {"fans (12345)": 24}), name="later.csv")
    assert lms_desk.read_roster(root, whole).missing == ()
    assert lms_desk.read_roster(root, fewer).missing == (PEOPLE[0].login,)
    assert PEOPLE[0].login in {one.id for one in roster.load(root)}


def test_an_anonymous_worksheet_is_known_as_one(tmp_path: Path):
    root = course(tmp_path / "course")
    lines = [line.split(",") for line in worksheet(PEOPLE).splitlines()]
    text = "\n".join(",".join([line[0], *line[3:]]) for line in lines)
    assert lms_desk.read_roster(root, put(tmp_path, text)).anonymous
    assert not lms_desk.read_roster(root, put(tmp_path, worksheet(PEOPLE))).anonymous
