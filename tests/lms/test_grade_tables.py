"""The tables that go back, held against the importers' own rules."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from as_lms import PEOPLE, Person, canvas_table, worksheet

from autograder.lms.grade_tables import Filled, Mark, fill, table_for
from autograder.lms.roster import Student
from autograder.model import CourseError

ADA, JOERG, ZOE, LI, ANNA, LUKASZ = PEOPLE
STUDENTS = [
    Student(
        one.login, one.last, one.first, one.email, one.email, f"00{one.canvas_id}",
        str(one.canvas_id), "Init & Start, 01", (str(one.participant),),
    )
    for one in PEOPLE
]  # fmt: skip
MARKS = {
    "fans": {
        ADA.login: Mark(24, 24),
        JOERG.login: Mark(17.5, 24),
        ZOE.login: Mark(0, 24),
        LI.login: Mark(20, 24, waiting=True),
    },
    "quiz": {ADA.login: Mark(61 + 1 / 3, 66), ANNA.login: Mark(12, 66)},
}
COLUMNS = {"fans (12345)": 24.0, "quiz (12346)": 66.0}
TITLES = {"fans": "fans (12345)", "quiz": "quiz (12346)"}


def canvas_imports(data: bytes) -> dict[tuple[str, str], str]:
    """What Canvas would take from a file, (student's number, assignment) to grade: the rules of
    lib/gradebook_importer.rb, which its guide "How do I import grades in the Gradebook?" tells."""
    text = data.decode("utf-8")
    head = text.splitlines()[:3]
    cut = ";" if head[0].count(";") > head[0].count(",") else ","
    rows = [
        row
        for row in csv.reader(io.StringIO(text), delimiter=cut)
        if not re.fullmatch("[;, ]+", cut.join(row))
    ]
    header, *rest = rows
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    information = 3
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        information += 1
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        information += 2
    assert "Section" in header[information - 1], "last_student_info_column"
    read_only = re.compile("Current (Score|Points|Grade)|Final (Score|Points|Grade)|Override")
    columns = {
        k: title
        for k, title in enumerate(header)
        if k >= information and not read_only.search(title)
    }
    for title in columns.values():
        assert re.fullmatch(r".+ \(\d+\)", title), "Assignment.title_and_id"
    taken = {}
    for row in rest:
        if "Points Possible" in row[0]:
            for k in columns:
                assert float(row[k]) == COLUMNS[columns[k]]
            continue
        if all(
            re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE)
            for cell in row
            if cell
        ):
            continue
        for k, title in columns.items():
            if row[k]:
                taken[row[1], title] = row[k].strip()
    return taken


def moodle_imports(data: bytes) -> dict[str, str]:
    """What Moodle's offline grading importer takes, participant to grade: importgradeslib.php; it
    reads UTF-8 with commas, and its three columns by their names."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    header = rows[0]
    ident, grade = header.index("Identifier"), header.index("Grade")
    assert "Last modified (grade)" in header
    return {row[ident].removeprefix("Participant "): row[grade] for row in rows[1:]}


GIVEN = {
    (str(ADA.canvas_id), "fans (12345)"): "24",
    (str(JOERG.canvas_id), "fans (12345)"): "17.5",
    (str(ZOE.canvas_id), "fans (12345)"): "0",
    (str(ADA.canvas_id), "quiz (12346)"): "61.33333",
    (str(ANNA.canvas_id), "quiz (12346)"): "12",
}


def test_canvas_takes_the_table():
    filled = table_for("canvas", STUDENTS, MARKS, TITLES)
    assert canvas_imports(filled.data) == GIVEN
    rows = list(csv.reader(io.StringIO(filled.data.decode())))
    assert [row[0] for row in rows[2:]] == sorted(
        (f"{p.last}, {p.first}" for p in PEOPLE),
        key=lambda name: re.sub(r"\W", "", name).casefold(),
    )
    assert filled.waiting == {"fans": [LI.login]}
    assert set(filled.absent["quiz"]) == {p.login for p in (JOERG, ZOE, LI, LUKASZ)}


def test_points_so_far_on_demand():
    filled = table_for("canvas", STUDENTS, MARKS, TITLES, unmarked=True)
    assert canvas_imports(filled.data) == GIVEN | {(str(LI.canvas_id), "fans (12345)"): "20"}
    assert filled.waiting == {"fans": [LI.login]}


def test_moodle_maps_a_column_of_addresses():
    """Grade import, Moodle's documentation: map from "Email address" or "ID number"; addresses are
    compared letter by letter, so they go back as they came."""
    filled = table_for("moodle", STUDENTS, MARKS, {})
    rows = list(csv.DictReader(io.StringIO(filled.data.decode())))
    assert list(rows[0]) == [
        "First name",
        "Last name",
        "ID number",
        "Email address",
        "fans",
        "quiz",
    ]
    by_address = {row["Email address"]: row for row in rows}
    assert set(by_address) == {one.email for one in PEOPLE}
    assert by_address[ADA.email]["quiz"] == "61.33333"
    assert by_address[LUKASZ.email]["fans"] == ""
    for row in rows:
        for name in ("fans", "quiz"):  # update_grade_item: a number, or nothing
            assert row[name] == "" or float(row[name]) >= 0


def test_csv_says_what_is_missing():
    filled = table_for("csv", STUDENTS, MARKS, {})
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(filled.data.decode()))}
    assert rows[LI.login]["note"] == "fans: needs a mark; quiz: nothing graded"
    assert rows[ADA.login]["note"] == ""


def test_a_name_is_no_formula_and_whom_no_lms_knows_is_named():
    evil = Student("evil", '=HYPERLINK("http://x")', "@SUM(A1)")
    for lms in ("canvas", "moodle", "csv"):
        filled = table_for(lms, [evil], MARKS, {})
        cells = [cell for row in csv.reader(io.StringIO(filled.data.decode())) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]
        assert filled.alien == ([] if lms == "csv" else ["evil"])


def put(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "template.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_canvas_export_differs_in_the_grades_alone(tmp_path: Path, encoding: str, delimiter: str):
    """Each cell of a grade holds a mark of its own, so that the file that should come out is known
    to the byte."""
    plain = canvas_table(
        PEOPLE, COLUMNS, {p.login: [f"@f{p.canvas_id}@", f"@q{p.canvas_id}@"] for p in PEOPLE}
    )
    rows = [[cell.replace("\t", " ") for cell in row] for row in csv.reader(io.StringIO(plain))]
    rows[3][4] = 'quo"ted; and, cut\nin two'
    file = io.StringIO()
    csv.writer(
        file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n"
    ).writerows(rows)
    text = file.getvalue().replace("@f101@", '"@f101@"').replace("Section", '"Section"')
    filled = fill(put(tmp_path, text, encoding), "canvas", STUDENTS, MARKS, {})
    wanted = text.replace('"@f101@"', "@f101@")
    for person, title, value in [(key[0], key[1], value) for key, value in GIVEN.items()]:
        wanted = wanted.replace(f"@{title[0]}{person}@", value)
    assert filled.data == wanted.encode(encoding)
    assert filled.written == len(GIVEN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_moodles_worksheet_differs_in_the_grade_alone(tmp_path: Path, encoding: str):
    people = [one for one in PEOPLE if one.login in (ADA.login, JOERG.login, ZOE.login)]
    text = worksheet(people).replace("Yes", "Yes", 1)
    filled = fill(put(tmp_path, text, encoding), "moodle", STUDENTS, {"fans": MARKS["fans"]}, {})
    before = list(csv.reader(io.StringIO(text)))
    after = list(csv.reader(io.StringIO(filled.data.decode(encoding))))
    grade = before[0].index("Grade")
    for old, new in zip(before, after, strict=True):
        assert old[:grade] + old[grade + 1 :] == new[:grade] + new[grade + 1 :]
    if encoding == "utf-8":
        assert moodle_imports(filled.data) == {
            str(ADA.participant): "24",
            str(JOERG.participant): "17.5",
            str(ZOE.participant): "0",
        }
    assert filled.left_out == [LI.login]


def test_nothing_to_write_leaves_every_byte(tmp_path: Path):
    for text in (worksheet(PEOPLE), canvas_table(PEOPLE, COLUMNS)):
        path = put(tmp_path, text)
        assert fill(path, None, STUDENTS, {"fans": {}}, {}).data == path.read_bytes()


def test_what_the_lms_has_is_kept_where_we_have_nothing(tmp_path: Path):
    own = {LUKASZ.login: ["EX", "3"], LI.login: ["5", ""]}
    filled = fill(put(tmp_path, canvas_table(PEOPLE, COLUMNS, own)), "canvas", STUDENTS, MARKS, {})
    taken = canvas_imports(filled.data.replace(b"Student, Test", b"Student\xc2\xa0Test"))
    assert taken[str(LUKASZ.canvas_id), "fans (12345)"] == "EX"
    assert taken[str(LI.canvas_id), "fans (12345)"] == "5", "a mark is owed: not written"


def test_locked_grades_and_strangers_are_named(tmp_path: Path):
    ghost = Person("Casper", "Ghost", "ghost", 666, 6666)
    text = worksheet([*PEOPLE, ghost])
    lines = text.splitlines(keepends=True)
    lines[1] = lines[1].replace(",Yes,", ",No,")
    filled = fill(put(tmp_path, "".join(lines)), None, STUDENTS, {"fans": MARKS["fans"]}, {})
    assert (filled.locked, filled.strangers) == ([ADA.login], ["Casper Ghost"])
    assert moodle_imports(filled.data)[str(ADA.participant)] == ""


def test_a_comma_where_the_table_has_commas(tmp_path: Path):
    text = worksheet(PEOPLE, "24,00").replace('"24,00"', '"24,00"')
    filled = fill(put(tmp_path, text), None, STUDENTS, {"fans": MARKS["fans"]}, {})
    assert moodle_imports(filled.data)[str(JOERG.participant)] == "17,5"
    german = "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung\n".replace(
        "ID", "Identifier"
    )
    german += f"Teilnehmer/in {ADA.participant};Ada Lovelace;{ADA.email};;-;24,00\n"
    filled = fill(put(tmp_path, german), None, STUDENTS, {"fans": {ADA.login: Mark(17.5, 24)}}, {})
    assert filled.data.decode() == german.replace(";-;", ";17,5;")
    assert filled.upload_as == "separator semicolon"


@pytest.mark.parametrize(
    ("delimiter", "encoding", "said"),
    [
        (",", "utf-8", ""),
        (";", "cp1252", "separator semicolon and encoding cp1252"),
        ("\t", "utf-16-le", "separator tab and encoding utf-16-le"),
    ],
)
def test_what_to_choose_in_moodle_is_said_where_it_is_not_the_default(delimiter, encoding, said):
    assert Filled("moodle", delimiter=delimiter, encoding=encoding).upload_as == said
    assert Filled("canvas", delimiter=delimiter, encoding=encoding).upload_as == ""


def test_another_maximum_is_refused_or_scaled(tmp_path: Path):
    path = put(tmp_path, canvas_table(PEOPLE, {"fans (12345)": 100.0, "quiz (12346)": 66.0}))
    with pytest.raises(CourseError, match=r"fans has 100 points there and 24 here; .* --scale"):
        fill(path, None, STUDENTS, MARKS, {})
    filled = fill(path, None, STUDENTS, MARKS, {}, scale=True)
    rows = {row[1]: row for row in csv.reader(io.StringIO(filled.data.decode()))}
    assert float(rows[str(JOERG.canvas_id)][5]) == pytest.approx(17.5 / 24 * 100, abs=1e-5)
    assert rows[str(ADA.canvas_id)][6] == "61.33333"


def test_moodles_grade_export_by_its_titles(tmp_path: Path):
    text = (
        "First name,Last name,ID number,Email address,Assignment: Fans (Real),Course total (Real)\n"
    )
    text += "".join(f"{p.first},{p.last},,{p.email},-,-\n" for p in PEOPLE)
    filled = fill(put(tmp_path, text), "moodle", STUDENTS, {"fans": MARKS["fans"]}, {})
    rows = {row["Email address"]: row for row in csv.DictReader(io.StringIO(filled.data.decode()))}
    assert rows[JOERG.email]["Assignment: Fans (Real)"] == "17.5"
    assert {row["Course total (Real)"] for row in rows.values()} == {"-"}


@pytest.mark.parametrize(
    ("columns", "titles", "said"),
    [
        ({"Week 3 (7)": 24.0}, {}, "no column for fans; say which with --column fans=TITLE"),
        ({"fans (7)": 24.0, "Fans (8)": 24.0}, {}, "two columns for fans"),
        ({"Week 3 (7)": 24.0}, {"fans": "Week 4"}, "no column for fans"),
    ],
)
def test_columns_that_are_not_found(tmp_path: Path, columns, titles, said: str):
    path = put(tmp_path, canvas_table(PEOPLE, columns))
    with pytest.raises(CourseError, match=said):
        fill(path, None, STUDENTS, {"fans": MARKS["fans"]}, titles)
    for title in ("Week 3 (7)", "Week 3"):
        if "Week 3 (7)" in columns:
            assert fill(path, None, STUDENTS, {"fans": MARKS["fans"]}, {"fans": title}).written == 3


def test_a_table_of_another_system_and_a_worksheet_of_two(tmp_path: Path):
    path = put(tmp_path, worksheet(PEOPLE))
    with pytest.raises(CourseError, match="not a table of canvas's"):
        fill(path, "canvas", STUDENTS, {"fans": {}}, {})
    with pytest.raises(CourseError, match="a grading worksheet is of one assignment"):
        fill(path, None, STUDENTS, MARKS, {})


@pytest.mark.parametrize("word", ["EX", "ex", "N/A"])
def test_who_is_excused_in_canvas_stays_excused_and_is_named(tmp_path: Path, word: str):
    path = put(tmp_path, canvas_table(PEOPLE, COLUMNS, {ADA.login: [word, "3"]}))
    filled = fill(path, None, STUDENTS, MARKS, {})
    rows = {row[1]: row for row in csv.reader(io.StringIO(filled.data.decode()))}
    assert rows[str(ADA.canvas_id)][5:7] == [word, "61.33333"]
    assert filled.excused == [f"ada (fans: {word.upper()})"]


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ("12.50", ["ada (fans: 12.50, now 24)"]),
        ("12,50", ["ada (fans: 12,50, now 24)"]),
        ("B", ["ada (fans: B, now 24)"]),
        ("24.00", []),
        ("24,00", []),
        ("-", []),
        ("", []),
    ],
)
def test_a_grade_that_stood_in_the_lms_is_not_replaced_unseen(
    tmp_path: Path, there: str, told: list[str]
):
    """Moodle shows no change before it makes one: a mark typed in there would be gone."""
    path = put(tmp_path, canvas_table(PEOPLE, COLUMNS, {ADA.login: [there, ""]}))
    assert fill(path, None, STUDENTS, {"fans": MARKS["fans"]}, {}).replaced == told


def test_points_for_work_that_could_not_be_graded_are_named(tmp_path: Path):
    marks = {"fans": {ADA.login: Mark(0, 24, problem=True), JOERG.login: Mark(0, 24)}}
    filled = fill(put(tmp_path, canvas_table(PEOPLE, COLUMNS)), None, STUDENTS, marks, {})
    assert (filled.ungraded, filled.written) == ({"fans": [ADA.login]}, 2)


def test_a_missing_column_is_looked_for_among_the_assignments(tmp_path: Path):
    path = put(tmp_path, canvas_table(PEOPLE, {"Quiz 1 (7)": 66.0, "Week 3 (8)": 24.0}))
    with pytest.raises(CourseError) as error:
        fill(path, None, STUDENTS, {"quiz": MARKS["quiz"]}, {})
    assert "--column 'quiz=Quiz 1 (7)'; there are Quiz 1 (7); Week 3 (8)" in str(error.value)
    assert "SIS" not in str(error.value)
