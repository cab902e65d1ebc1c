"""The LMS's archive becomes submitted/STUDENT/ASSIGNMENT/, and nothing else changes."""

from __future__ import annotations

import json
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from as_lms import (
    PEOPLE,
    canvas_name,
    canvas_table,
    course,
    moodle_folder,
    notebook,
    with_roster,
    worksheet,
    write_zip,
)

from autograder import lms_desk
from autograder.lms import archive, roster
from autograder.model import CourseError

ADA, JOERG, ZOE, LI, ANNA, LUKASZ = PEOPLE


@pytest.fixture
def canvas(tmp_path: Path) -> Path:
    """A course whose roster is Canvas's."""
    return with_roster(course(tmp_path / "course"), canvas_table(PEOPLE, {"fans (12345)": 24}))


@pytest.fixture
def moodle(tmp_path: Path) -> Path:
    """A course whose roster is Moodle's worksheet."""
    return with_roster(course(tmp_path / "course"), worksheet(PEOPLE))


def tree(root: Path) -> dict[str, bytes]:
    """Every file below submitted/."""
    top = root / "submitted"
    return {
        str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()
    }


def stamps(root: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}


def ids(root: Path) -> dict[int, str]:
    return {int(one.canvas_id): one.id for one in roster.load(root) if one.canvas_id}


@pytest.mark.parametrize("flag", [True, False], ids=["utf-8 flag", "no flag"])
def test_canvas(canvas: Path, tmp_path: Path, flag: bool):
    files = {
        canvas_name(one, 500 + k, late=k == 2): notebook(one.login) for k, one in enumerate(PEOPLE)
    }
    path = write_zip(tmp_path / "submissions.zip", files, flag=flag)
    found = lms_desk.collect(canvas, path, "fans")
    name = ids(canvas)
    expected = {f"{name[one.canvas_id]}/fans/fans.ipynb": notebook(one.login) for one in PEOPLE}
    assert tree(canvas) == expected
    assert [one.student for one in found.handed if one.late] == [name[ZOE.canvas_id]]
    assert (found.unmatched, found.strange) == ((), ())
    before = stamps(canvas)
    again = lms_desk.collect(canvas, path, "fans")
    assert stamps(canvas) == before
    assert not any(one.fresh or one.left for one in again.handed)


@pytest.mark.parametrize("end", ["_file_/", "_file/", "_/", "/", "_file_", "_"])
def test_moodle(moodle: Path, tmp_path: Path, end: str):
    files = {f"{moodle_folder(one, end)}fans.ipynb": notebook(one.login) for one in PEOPLE}
    path = write_zip(tmp_path / "C1-fans-17.zip", files)
    found = lms_desk.collect(moodle, path, "fans")
    kept = {one.email: one.id for one in roster.load(moodle)}
    assert tree(moodle) == {
        f"{kept[one.email]}/fans/fans.ipynb": notebook(one.login) for one in PEOPLE
    }
    assert not found.unmatched


def test_moodles_folders_are_kept_and_what_was_typed_is_named(moodle: Path, tmp_path: Path):
    files = {
        f"{moodle_folder(ADA)}/fans.ipynb": notebook("ada"),
        f"{moodle_folder(ADA)}/data/points.csv": b"1,2\n",
        f"{moodle_folder(ANNA, '_onlinetext_')}/onlinetext.html": b"<p>I could not upload</p>",
    }
    found = lms_desk.collect(moodle, write_zip(tmp_path / "a.zip", files), "fans")
    assert tree(moodle)["ada/fans/data/points.csv"] == b"1,2\n"
    assert {one.student: one.remarks for one in found.handed}["annab"] == (
        "typed into the form, no file",
    )


def test_without_the_lms_numbers_names_decide(tmp_path: Path):
    """A plain list of names is enough, and what the archive says of the numbers is kept."""
    for make in (
        lambda one: canvas_name(one, 7),
        lambda one: f"{moodle_folder(one)}/fans.ipynb",
    ):
        root = course(tmp_path / make(ADA)[:3])
        table = tmp_path / "list.csv"
        table.write_text(
            "id,last_name,first_name\n"
            + "".join(f"{p.login},{p.last},{p.first}\n" for p in PEOPLE),
            "utf-8",
        )
        lms_desk.read_roster(root, table)
        path = write_zip(tmp_path / "a.zip", {make(one): notebook(one.login) for one in PEOPLE})
        assert not lms_desk.collect(root, path, "fans").unmatched
        assert tree(root) == {f"{one.login}/fans/fans.ipynb": notebook(one.login) for one in PEOPLE}
        kept = {one.id: one for one in roster.load(root)}
        assert {kept[one.login].canvas_id or kept[one.login].participants[0] for one in PEOPLE} in (
            {str(one.canvas_id) for one in PEOPLE},
            {str(one.participant) for one in PEOPLE},
        )


def test_who_is_not_in_the_roster_is_listed_with_what_to_do(canvas: Path, tmp_path: Path):
    files = {canvas_name(ADA, 1): b"{}", "ghostcasper_777_2_fans.ipynb": b"{}", "readme.txt": b""}
    found = lms_desk.collect(canvas, write_zip(tmp_path / "a.zip", files), "fans")
    assert [line[:20] for line in found.unmatched] == ["ghostcasper (777): n"]
    assert "goodstart roster" in found.unmatched[0]
    assert found.strange == ("readme.txt",)
    assert list(tree(canvas)) == [f"{ids(canvas)[ADA.canvas_id]}/fans/fans.ipynb"]


def test_a_name_that_two_have_is_not_guessed(tmp_path: Path):
    root = course(tmp_path / "course")
    table = tmp_path / "list.csv"
    table.write_text("id,name\nw1,Wei Wang\nw2,Wei Wang\nx,Xu Li\n", "utf-8")
    lms_desk.read_roster(root, table)
    files = {"Wei Wang_7_assignsubmission_file_/fans.ipynb": b"{}"}
    found = lms_desk.collect(root, write_zip(tmp_path / "a.zip", files), "fans")
    assert "more than one student has this name" in found.unmatched[0]
    files = {
        "Xu Li_8_assignsubmission_file_/fans.ipynb": b"{}",
        "Xu Li_9_assignsubmission_file_/fans.ipynb": b"{}",
    }
    found = lms_desk.collect(root, write_zip(tmp_path / "b.zip", files), "fans")
    assert [one.student for one in found.handed] == ["x"]
    assert len(found.unmatched) == 1, "the second number is another student's"


def test_the_latest_attempt_counts_and_the_earlier_is_kept_by_name(canvas: Path, tmp_path: Path):
    one, two = canvas_name(ADA, 500), canvas_name(ADA, 733, "fans-1.ipynb")
    path = write_zip(tmp_path / "a.zip", {two: notebook("second"), one: notebook("first")})
    lms_desk.collect(canvas, path, "fans")
    folder = f"{ids(canvas)[ADA.canvas_id]}/fans"
    expected = {
        f"{folder}/fans.ipynb": notebook("second"),
        f"{folder}/earlier/{one}": notebook("first"),
    }
    assert tree(canvas) == expected
    # A week later, a new download has a third attempt alone; then the old one is collected again.
    three = canvas_name(ADA, 901, "fans-2.ipynb", late=True)
    later = write_zip(tmp_path / "b.zip", {three: notebook("third")})
    lms_desk.collect(canvas, later, "fans")
    expected |= {
        f"{folder}/fans.ipynb": notebook("third"),
        f"{folder}/earlier/{two}": notebook("second"),
    }
    assert tree(canvas) == expected
    found = lms_desk.collect(canvas, path, "fans")
    assert tree(canvas) == expected
    assert "a later attempt is here already" in found.handed[0].remarks[0]


def test_a_later_attempt_under_another_name_takes_the_place_of_the_first(
    canvas: Path, tmp_path: Path
):
    first, second = canvas_name(ADA, 5), canvas_name(ADA, 6, "my solution.ipynb")
    lms_desk.collect(canvas, write_zip(tmp_path / "a.zip", {first: notebook("1")}), "fans")
    lms_desk.collect(canvas, write_zip(tmp_path / "b.zip", {second: notebook("2")}), "fans")
    folder = f"{ids(canvas)[ADA.canvas_id]}/fans"
    assert tree(canvas) == {
        f"{folder}/my solution.ipynb": notebook("2"),
        f"{folder}/earlier/{first}": notebook("1"),
    }


def test_what_a_person_changed_in_submitted_stays(canvas: Path, tmp_path: Path):
    folder = canvas / "submitted" / ids(canvas)[ADA.canvas_id] / "fans"
    folder.mkdir(parents=True)
    (folder / "fans.ipynb").write_bytes(b"mended by hand")
    path = write_zip(
        tmp_path / "a.zip",
        {canvas_name(ADA, 1): notebook("1"), canvas_name(JOERG, 2): notebook("2")},
    )
    found = lms_desk.collect(canvas, path, "fans")
    assert (folder / "fans.ipynb").read_bytes() == b"mended by hand"
    left = [line for one in found.handed for line in one.left]
    assert left == [
        f"{(folder / 'fans.ipynb').relative_to(canvas)} was left as it is: not written by goodstart, or changed since"
    ]
    assert len(tree(canvas)) == 2
    lms_desk.collect(canvas, path, "fans", overwrite=True)
    assert (folder / "fans.ipynb").read_bytes() == notebook("1")
    [copy] = folder.glob("fans.kept-*.ipynb")
    assert copy.read_bytes() == b"mended by hand"


def test_a_link_in_submitted_is_not_followed(canvas: Path, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (canvas / "submitted").mkdir()
    (canvas / "submitted" / ids(canvas)[ADA.canvas_id]).symlink_to(outside)
    path = write_zip(tmp_path / "a.zip", {canvas_name(ADA, 1): b"{}"})
    found = lms_desk.collect(canvas, path, "fans")
    assert "a link" in found.handed[0].left[0]
    assert not list(outside.iterdir())


def test_times_only_where_the_archive_knows_them(moodle: Path, tmp_path: Path):
    names = [f"{moodle_folder(one)}/fans.ipynb" for one in (ADA, JOERG)]
    files = dict.fromkeys(names, b"{}")
    download = dict.fromkeys(names, (2026, 3, 2, 9, 0, 0))
    lms_desk.collect(moodle, write_zip(tmp_path / "a.zip", files, download), "fans")
    assert not list(moodle.glob("submitted/*/fans/timestamp.txt"))
    download[names[0]] = (2026, 3, 1, 20, 14, 8)
    lms_desk.collect(moodle, write_zip(tmp_path / "b.zip", files, download), "fans")
    told = (moodle / "submitted/ada/fans/timestamp.txt").read_text()
    when = datetime.strptime(told, "%Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)
    assert when.timestamp() == datetime(2026, 3, 1, 20, 14, 8).timestamp()


def test_an_archive_that_was_packed_anew_on_a_mac(moodle: Path, tmp_path: Path):
    import unicodedata

    inner = unicodedata.normalize("NFD", f"{moodle_folder(JOERG)}/fans.ipynb")
    files = {
        f"C1 fans/{inner}": notebook("j"),
        f"__MACOSX/C1 fans/._{inner}": b"x",
        "C1 fans/.DS_Store": b"x",
    }
    found = lms_desk.collect(moodle, write_zip(tmp_path / "a.zip", files), "fans")
    assert tree(moodle) == {"joerg.m/fans/fans.ipynb": notebook("j")}
    assert not found.strange


def hostile(folder: Path, kind: str) -> Path:
    path = folder / "hostile.zip"
    good, name = canvas_name(ADA, 1), canvas_name(JOERG, 2)
    if kind == "no zip":
        path.write_bytes(b"%PDF-1.7")
        return path
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(good, b"{}")
        if kind == "twice":
            with pytest.warns(UserWarning, match="Duplicate"):
                out.writestr(good, b"[]")
        elif kind == "link":
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            out.writestr(info, "/etc/passwd")
        elif kind == "bomb":
            out.writestr(name, bytes(100 * 2**20))
            out.writestr(canvas_name(ZOE, 3), bytes(100 * 2**20))
            out.writestr(canvas_name(LI, 4), bytes(100 * 2**20))
        elif kind == "large":
            out.writestr(name, bytes(129 * 2**20))
        else:
            out.writestr(
                {
                    "up": f"../../{name}",
                    "root": f"/tmp/{name}",
                    "drive": f"C:\\{name}",
                    "dot": f"./{name}",
                    "back": f"..\\{name}",
                }.get(kind, name),
                b"{}",
            )
    raw = bytearray(path.read_bytes())
    central = raw.rfind(b"PK\x01\x02")
    if kind == "encrypted":
        raw[central + 8] |= 1
    elif kind == "damaged":
        place = raw.rfind(b"PK\x03\x04")
        raw[place + 30 + len(name)] ^= 0xFF
    elif kind == "liar":  # says that a byte comes of what two come of
        raw[central + 24 : central + 28] = struct.pack("<I", 1)
    path.write_bytes(bytes(raw))
    return path


HOSTILE = {
    "no zip": "no zip archive",
    "up": "leads out of its folder",
    "dot": "leads out of its folder",
    "root": "from the root of a disk",
    "drive": "from the root of a disk",
    "back": "from the root of a disk",
    "link": "a link or a device",
    "twice": "in it twice",
    "encrypted": "encrypted",
    "bomb": "made to fill a disk",
    "large": "larger than 128 MiB",
    "damaged": "damaged",
    "liar": "damaged",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_dangerous_archive_is_refused_whole_in_one_line(canvas: Path, tmp_path: Path, kind: str):
    path = hostile(tmp_path, kind)
    before = stamps(tmp_path)
    with pytest.raises(CourseError) as error:
        lms_desk.collect(canvas, path, "fans")
    assert HOSTILE[kind] in str(error.value)
    assert "\n" not in str(error.value)
    assert stamps(tmp_path) == before


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"LATE_anon_a1b2c_33_fans.ipynb": b"{}"}, "anonymous"),
        ({"fans.ipynb": b"{}"}, "no file is named as in an archive of submissions"),
        ({}, "no file is named as"),
        (
            {canvas_name(ADA, 1): b"", f"{moodle_folder(ADA)}/fans.ipynb": b""},
            "of Canvas and of Moodle",
        ),
    ],
)
def test_another_archive_is_one_line(canvas: Path, tmp_path: Path, files, said: str):
    with pytest.raises(CourseError, match=said):
        lms_desk.collect(canvas, write_zip(tmp_path / "a.zip", files), "fans")


def test_no_roster_no_assignment(tmp_path: Path):
    root = course(tmp_path / "course")
    path = write_zip(tmp_path / "a.zip", {canvas_name(ADA, 1): b"{}"})
    with pytest.raises(CourseError, match="run `goodstart roster FILE` first"):
        lms_desk.collect(root, path, "fans")
    with pytest.raises(CourseError, match="no assignment 'hats'"):
        lms_desk.collect(root, path, "hats")


def test_names_that_try_to_be_read_as_numbers():
    """What Canvas leaves in a name, and a file's own underscores, are told apart."""
    one = archive.CANVAS.fullmatch("van_der_berg2_LATE_12_34_week_1_2_fans.ipynb")
    assert one
    assert (one["name"], one["late"], one["user"], one["attachment"], one["file"]) == (
        "van_der_berg2", "LATE", "12", "34", "week_1_2_fans.ipynb",
    )  # fmt: skip


def test_the_record_of_names_is_plain_json(canvas: Path, tmp_path: Path):
    name = canvas_name(ZOE, 41, late=True)
    lms_desk.collect(canvas, write_zip(tmp_path / "a.zip", {name: b"{}"}), "fans")
    record = json.loads((canvas / ".goodstart/collected/fans.json").read_text("utf-8"))
    assert record["students"][ids(canvas)[ZOE.canvas_id]]["files"]["fans.ipynb"]["lms"] == name


def test_no_file_of_a_students_says_when_it_was_handed_in(canvas: Path, tmp_path: Path):
    files = {
        canvas_name(ADA, 1): b"{}",
        canvas_name(ADA, 2, "timestamp.txt"): b"2001-01-01 00:00:00 UTC",
    }
    lms_desk.collect(canvas, write_zip(tmp_path / "a.zip", files), "fans")
    folder = f"{ids(canvas)[ADA.canvas_id]}/fans"
    assert set(tree(canvas)) == {f"{folder}/fans.ipynb", f"{folder}/handed-in-timestamp.txt"}


def test_odd_names_cost_nobody_else_a_submission(moodle: Path, tmp_path: Path):
    long = "ы" * 200 + ".ipynb"
    files = {
        f"{moodle_folder(ADA)}/{long}": notebook("ada"),
        f"{moodle_folder(JOERG)}/data": b"a file",
        f"{moodle_folder(JOERG)}/data/points.csv": b"a folder of the same name",
        f"{moodle_folder(ZOE)}/fans.ipynb": notebook("zoe"),
    }
    path = write_zip(tmp_path / "a.zip", files)
    found = lms_desk.collect(moodle, path, "fans")
    there = tree(moodle)
    assert there["zoe/fans/fans.ipynb"] == notebook("zoe")
    [name] = [name for name in there if name.startswith("ada/")]
    assert (there[name], name[-6:]) == (notebook("ada"), ".ipynb")
    assert [one.left for one in found.handed if one.student == "joerg.m"] != [()]
    before = stamps(moodle)
    lms_desk.collect(moodle, path, "fans")
    assert stamps(moodle) == before


def test_moodles_attempts_have_one_name_and_all_are_kept(moodle: Path, tmp_path: Path):
    name = f"{moodle_folder(ADA)}/fans.ipynb"
    paths = [write_zip(tmp_path / f"{k}.zip", {name: notebook(str(k))}) for k in range(3)]
    for path in paths:
        lms_desk.collect(moodle, path, "fans")
    lms_desk.collect(moodle, paths[2], "fans")
    kept = {name: data for name, data in tree(moodle).items() if "/earlier/" in name}
    assert tree(moodle)["ada/fans/fans.ipynb"] == notebook("2")
    assert sorted(kept.values()) == [notebook("0"), notebook("1")]
    before = tree(moodle)
    for path in paths:
        lms_desk.collect(moodle, path, "fans")
    assert tree(moodle) == before | {
        next(iter(sorted(tree(moodle).keys() - before.keys()))): notebook("2")
    }
