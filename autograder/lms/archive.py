"""The archive of an assignment's submissions, as Canvas and Moodle give it: read within limits, and
each file's name taken apart. In 2025 their sources name files so (Canvas, lib/content_zipper.rb;
Moodle, mod/assign/classes/downloader.php):

    Canvas   lovelaceada_LATE_12345_67890_fans.ipynb     name, LATE, user, attachment, file
    Moodle   Ada Lovelace_12345_assignsubmission_file/fans.ipynb     name, participant, file;
             Ada Lovelace_12345_assignsubmission_file_/fans.ipynb    before Moodle 4.1
             Ada Lovelace_12345_assignsubmission_file_fans.ipynb     with "folders" switched off
"""

from __future__ import annotations

import contextlib
import re
import stat
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from autograder.model import CourseError
from autograder.text import one_line

__all__ = ["Archive", "Lms", "Member"]

Lms = Literal["canvas", "moodle"]
MOST_MEMBERS = 20_000
MOST_BYTES = 128 * 2**20  # of one file
MOST_TOTAL = 4 * 2**30
MOST_RATIO = 200  # of a large archive's contents to its size; notebooks pack 3 to 20 times
ROOMY = 256 * 2**20  # bytes that may come of an archive however small
# An LMS that stamps its files with the moment of the download stamps all of them within this.
DOWNLOAD = timedelta(minutes=30)

CANVAS = re.compile(
    r"(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)"
)
CANVAS_TEXT = re.compile(r"(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<user>\d+)_(?:text|link)\.html")
CANVAS_ANONYMOUS = re.compile(r"(?:LATE_)?anon_\w+?_\d+_[^/]+")
MOODLE = re.compile(
    r"(?P<prefix>(?P<name>[^/]+?)_(?P<user>\d+)_assignsubmission(?:_(?P<plugin>[a-z]+))?"
    r"(?P<cut>_?/|_))(?P<file>.+)"
)
JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Member:
    """One file of an archive: `path` is its name there, `given` the name that the LMS gave it,
    `file` the name that the student gave it, `user` Canvas's number of the student or Moodle's of
    the participant, `name` the student's name as it stands in the path. `when` is None where the
    archive does not say when it was handed in. `text` says that it was typed into a form."""

    path: str
    given: str
    name: str
    user: str
    file: str
    attachment: int = 0
    late: bool = False
    when: datetime | None = None
    text: bool = False

    @property
    def prefix(self) -> str:
        """What stands before the student's own name for the file."""
        return self.given.removesuffix(self.file)


class Archive:
    """The archive at `path`, open to be read, or the folder that a browser unpacked it to. A
    context manager. Raises CourseError, in one line, for an archive that is damaged, dangerous, or
    not of Canvas or Moodle."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lms: Lms
        with contextlib.ExitStack() as opened:
            self._zip = opened.enter_context(self._archive(opened))
            self._infos = dict(self._safe())
            self.lms, self.members = self._members()
            self._open = opened.pop_all()
        self._note_times()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def read(self, member: Member) -> bytes:
        """Return a file's bytes."""
        info = self._infos[member.path]
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size + 1)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise self._refused(member.path, f"damaged: {error}") from None
        except Exception as error:  # zlib, lzma and bz2 have errors of their own
            raise self._refused(member.path, f"damaged: {error}") from None
        if len(data) > info.file_size:
            raise self._refused(member.path, "larger than the archive says")
        return data

    def _archive(self, opened: contextlib.ExitStack) -> zipfile.ZipFile:
        if self.path.is_dir():
            file = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  entered here
            _pack(self.path, file)
            return zipfile.ZipFile(file)
        try:
            return zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            why = "no such file" if not self.path.exists() else f"no zip archive ({error})"
            raise CourseError(f"{self.path}: {why}; name the file that the LMS gave you") from None

    def _refused(self, name: str, why: str) -> CourseError:
        return CourseError(
            f"{self.path}: refused, nothing was taken from it: {one_line(name)[:120]!r} is {why}; "
            "download the archive again"
        )

    def _safe(self) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        """The files by name, once it is sure that none can do harm."""
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise CourseError(f"{self.path}: refused: more than {MOST_MEMBERS} files in it")
        seen: set[str] = set()
        total = 0
        for info in infos:
            name = _decoded(info)
            parts = name.split("/")
            mode = info.external_attr >> 16
            total += info.file_size
            if "\0" in info.orig_filename or not name.isprintable():
                raise self._refused(name, "a name with signs that can't be printed")
            if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name):
                raise self._refused(name, "a path from the root of a disk")
            if ".." in parts or "." in parts:
                raise self._refused(name, "a path that leads out of its folder")
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise self._refused(name, "a link or a device")
            if info.flag_bits & 0x1:
                raise self._refused(name, "encrypted")
            if info.file_size > MOST_BYTES:
                raise self._refused(name, f"larger than {MOST_BYTES // 2**20} MiB")
            plain = unicodedata.normalize("NFC", name)
            if plain in seen:
                raise self._refused(name, "in it twice")
            seen.add(plain)
            if not info.is_dir() and not JUNK & {*parts} and not parts[-1].startswith("._"):
                yield name, info
        size = total if self.path.is_dir() else self.path.stat().st_size
        if total > MOST_TOTAL or (total > ROOMY and total > MOST_RATIO * size):
            raise CourseError(
                f"{self.path}: refused: {total // 2**20} MiB would come of {size // 2**10} KiB, as "
                "of an archive made to fill a disk; download it again"
            )

    def _members(self) -> tuple[Lms, list[Member]]:
        names = list(self._infos)
        top = _common_folder(names)
        found: dict[Lms, list[Member]] = {"canvas": [], "moodle": []}
        anonymous = 0
        self.strange: list[str] = []
        for name in names:
            short = name.removeprefix(top)
            if match := MOODLE.fullmatch(short):
                found["moodle"].append(_of_moodle(name, match))
            elif CANVAS_ANONYMOUS.fullmatch(short):
                anonymous += 1
            elif match := CANVAS.fullmatch(short) or CANVAS_TEXT.fullmatch(short):
                found["canvas"].append(_of_canvas(name, match))
            else:
                self.strange.append(name)
        if anonymous:
            raise CourseError(
                f"{self.path}: Canvas keeps the students of this assignment anonymous; post its "
                "grades or switch anonymous grading off, and download it again"
            )
        if found["canvas"] and found["moodle"]:
            raise CourseError(f"{self.path}: files of Canvas and of Moodle in one archive")
        if not found["canvas"] and not found["moodle"]:
            sample = f", for example {one_line(names[0])[:80]!r}" if names else ""
            raise CourseError(
                f"{self.path}: no file is named as in an archive of submissions from Canvas or "
                f"Moodle{sample}; name the file that the LMS gave you"
            )
        lms: Lms = "canvas" if found["canvas"] else "moodle"
        return lms, found[lms]

    def _note_times(self) -> None:
        """Note when files were handed in, where the archive says so. Canvas and most versions of
        Moodle stamp each file with the moment of the download; what was typed into a form, every
        version of Moodle does. A folder's times are whoever's copied it."""
        if self.lms == "canvas" or self.path.is_dir():
            return
        times = {one.path: _time(self._infos[one.path]) for one in self.members if not one.text}
        known = [when for when in times.values() if when is not None]
        if not known or max(known) - min(known) <= DOWNLOAD:
            return
        self.members = [replace(one, when=times.get(one.path)) for one in self.members]


def _pack(folder: Path, file: IO[bytes]) -> None:
    """Make an archive of a folder again, so that one set of rules reads both. A link stays a link,
    which they refuse."""
    with zipfile.ZipFile(file, "w", strict_timestamps=False) as archive:
        for path in sorted(islice(folder.rglob("*"), MOST_MEMBERS + 1)):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            if path.is_symlink():
                info.external_attr = stat.S_IFLNK << 16
                archive.writestr(info, b"")
            elif path.is_file():
                if path.stat().st_size > MOST_BYTES:
                    raise CourseError(f"{path}: larger than {MOST_BYTES // 2**20} MiB")
                archive.writestr(info, path.read_bytes())


def _decoded(info: zipfile.ZipInfo) -> str:
    """A file's name. Canvas writes UTF-8 without the flag that says so, and Python then reads it as
    the code page of the first PCs."""
    if info.flag_bits & 0x800 or info.orig_filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _common_folder(names: list[str]) -> str:
    """The folder around everything, with its slash, which a program that packed the files anew put
    there; "" where there is none, or it is a student's."""
    tops = {PurePosixPath(name).parts[0] for name in names if "/" in name}
    if len(tops) != 1 or any("/" not in name for name in names):
        return ""
    [top] = tops
    return "" if "_assignsubmission" in top else f"{top}/"


def _of_canvas(path: str, match: re.Match[str]) -> Member:
    got = match.groupdict()
    return Member(
        path,
        match.string,
        got["name"],
        got["user"],
        got.get("file") or path.rpartition("_")[2],
        attachment=int(got.get("attachment") or 0),
        late=bool(got["late"]),
        text="file" not in got,
    )


def _of_moodle(path: str, match: re.Match[str]) -> Member:
    got = match.groupdict()
    return Member(
        path,
        match.string,
        got["name"],
        got["user"],
        got["file"],
        text=got["plugin"] == "onlinetext",
    )


def _time(info: zipfile.ZipInfo) -> datetime | None:
    """A file's time, in this machine's time zone: an archive names none."""
    try:
        when = datetime(*info.date_time).astimezone()
    except ValueError:
        return None
    return when if 2000 < when.year < 2100 else None
