"""Files as Canvas and Moodle write them, made from their sources' rules and from nothing of ours.

Canvas: lib/content_zipper.rb (names in the archive), lib/gradebook_exporter.rb (the table) and
lib/gradebook_importer.rb; Moodle: mod/assign/classes/downloader.php, gradingtable.php and
feedback/file/importziplib.php."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autograder import lms_desk
from autograder.authoring.config import course_config
from autograder.results.gradebook import CourseGradebook

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Person:
    first: str
    last: str
    login: str
    canvas_id: int
    participant: int

    @property
    def email(self) -> str:
        return f"{self.login}@example.org"


PEOPLE = [
    Person("Ada", "Lovelace", "ada", 101, 9001),
    Person("Jörg", "Müller", "joerg.m", 102, 9002),
    Person("Zoë", "d'Arcy-Núñez", "zoe", 103, 9003),
    Person("明", "李", "liming", 104, 9004),
    Person("Anna Maria", "van der Berg", "annab", 105, 9005),
    Person("Łukasz", "Wójcik", "lwojcik", 106, 9006),
]


def with_roster(root: Path, table: str) -> Path:
    """The course, with the roster that a table of the LMS's says."""
    path = root.with_name(f"{root.name}-roster.csv")
    path.write_text(table, "utf-8")
    lms_desk.read_roster(root, path)
    return root


def canvas_name(
    person: Person, attachment: int, file: str = "fans.ipynb", late: bool = False
) -> str:
    """get_user_name, get_filename and add_upload_submission of content_zipper.rb."""
    sortable = re.sub(r"_(\d+)_", r"\1", f"{person.last}, {person.first}").lower()
    name = "_".join(filter(None, (sortable, "LATE" if late else "", str(person.canvas_id))))
    name = re.sub(r"[^\w]", "", name)
    return f"{name}_{attachment}_" + re.sub(r'[\x00/\\:*?"<>|]+', "_", file)


def moodle_folder(person: Person, end: str = "_file_") -> str:
    """get_student_prefix of downloader.php; `end` as the version has it."""
    return f"{person.first} {person.last}".replace("_", " ") + (
        f"_{person.participant}_assignsubmission{end}"
    )


def write_zip(
    path: Path, files: dict[str, bytes], times: dict[str, tuple] | None = None, flag: bool = True
) -> Path:
    """An archive; without `flag` its names are UTF-8 that does not say so, as Canvas's."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (times or {}).get(name, (2026, 3, 2, 9, 0, 0)))
            archive.writestr(info, data)
    if not flag:
        raw = bytearray(path.read_bytes())
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = raw.find(mark)
            while place >= 0:
                raw[place + at + 1] &= ~0x08
                place = raw.find(mark, place + 4)
        path.write_bytes(bytes(raw))
    return path


def canvas_table(people: list[Person], columns: dict[str, float], scores=None) -> str:
    """gradebook_exporter.rb: header, points, students, and what is read-only at the end."""
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\r\n")
    total = ["Current Score", "Final Score"]
    out.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *columns, *total])
    out.writerow([None, None, None, None, None, *["Manual Posting"] * len(columns), None, None])
    out.writerow(
        ["    Points Possible", None, None, None, None, *columns.values(), *["(read only)"] * 2]
    )
    for one in sorted(people, key=lambda one: one.last):
        own = (scores or {}).get(one.login, [None] * len(columns))
        row = [f"{one.last}, {one.first}", one.canvas_id, f"00{one.canvas_id}", one.email]
        out.writerow([*row, "Init & Start, 01", *own, "87.5", "43.75"])
    out.writerow(["Student, Test", 999, None, "f00dcafe", "Init & Start, 01", *[None] * 3])
    return file.getvalue()


def worksheet(people: list[Person], maximum: str = "24.00") -> str:
    """gradingtable.php, downloaded: what the offline grading importer reads again."""
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\n")
    out.writerow(
        [
            "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
            "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
            "Feedback comments",
        ]
    )  # fmt: skip
    for one in people:
        out.writerow(
            [
                f"Participant {one.participant}", f"{one.first} {one.last}", one.email,
                "Submitted for grading - - ", "", maximum, "Yes",
                "Sunday, 1 March 2026, 8:14 PM", "-", 'Say "hello", then go',
            ]
        )  # fmt: skip
    return file.getvalue()


def course(into: Path, *assignments: str) -> Path:
    """A course with these assignments, from this repository's."""
    for name in assignments or ("fans",):
        for kind in ("source", "release"):
            shutil.copytree(ROOT / kind / name, into / kind / name)
    shutil.copy(ROOT / "nbgrader_config.py", into)
    shutil.copy(Path(_empty().name) / "gradebook.db", into)
    return into


@functools.cache
def _empty() -> tempfile.TemporaryDirectory:
    """An empty gradebook, made once: nbgrader takes a second for one."""
    folder = tempfile.TemporaryDirectory()
    with CourseGradebook(Path(folder.name), course_config(ROOT)):
        return folder


def notebook(mark: str) -> bytes:
    """The released notebook with a cell that says whose it is."""
    node = json.loads((ROOT / "release/fans/fans.ipynb").read_text("utf-8"))
    cell = {"cell_type": "markdown", "id": "whose", "metadata": {}, "source": [mark]}
    node["cells"].append(cell)
    return json.dumps(node).encode()
