"""A table of values separated by commas, semicolons or tabs, as an LMS or a spreadsheet writes it:
read in whatever encoding it has, and written back with some cells changed and every other byte as
it was."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.files import NotRead, read_bytes
from autograder.model import CourseError

__all__ = ["Table", "read_table"]

MOST = 32 * 2**20  # bytes of a table
DELIMITERS = ",;\t"
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a western Windows writes where it is not Unicode. A file does not say which code page it is
# in, and a class has too few letters to tell: a guesser makes "Lefčvre" of "Lefèvre".
CODE_PAGE = "cp1252"


@dataclass(frozen=True)
class Field:
    """One cell: its value, and where it stands in the file's text, its quotes included."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Table:
    """A table: the header and the rows below it, of which blank ones are left out. `bom` and
    `encoding` are how its bytes are written; `guessed` says that the encoding is."""

    path: Path
    text: str
    bom: bytes
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[Field, ...], ...]
    guessed: bool = False

    def value(self, row: int, column: int) -> str:
        """Return the value of a cell without the blanks around it; "" where the row ends before."""
        fields = self.rows[row]
        return fields[column].value.strip() if column < len(fields) else ""

    def line(self, row: int) -> int:
        """Return the number of the line in the file where a row begins, from 1."""
        return self.text.count("\n", 0, self.rows[row][0].start) + 1

    def changed(self, values: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file's bytes with these values in the place of cells, by (row, column); every
        other byte is as it was. A row that ends before such a cell gets the cells between."""
        parts, done = [], 0
        for row, column in sorted(values):
            fields, value = self.rows[row], self._quoted(values[row, column])
            if column < len(fields):
                start, end = fields[column].start, fields[column].end
            else:
                start = end = max(fields[-1].end, done)
                value = self.delimiter * (column - len(fields) + 1) + value
            parts += [self.text[done:start], value]
            done = end
        parts.append(self.text[done:])
        return self.bom + "".join(parts).encode(self.encoding)

    def _quoted(self, value: str) -> str:
        if any(one in value for one in (self.delimiter, '"', "\r", "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


def read_table(path: Path, encoding: str = "") -> Table:
    """Return the table in a file; `encoding` is for one that is in no Unicode. Raises CourseError
    for a file that is no table."""
    try:
        data = read_bytes(path.resolve(), MOST)
    except NotRead as why:
        raise CourseError(f"{path}: not read: {why}; name a table that the LMS exported") from None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CourseError(f"{path}: a workbook or an archive; save the table as CSV")
    bom, found, text = _decoded(path, data, encoding or CODE_PAGE)
    start = 0
    if given := re.match(r"sep=(.)\r?\n", text):  # a line that only Excel reads
        start = given.end()
    delimiter = given[1] if given else _delimiter(text)
    rows = [
        tuple(row) for row in _rows(text, start, delimiter) if any(one.value.strip() for one in row)
    ]
    if not rows:
        raise CourseError(f"{path}: empty")
    header = tuple(one.value.strip() for one in rows[0])
    guessed = found == CODE_PAGE and not encoding
    return Table(path, text, bom, found, delimiter, header, tuple(rows[1:]), guessed)


def _decoded(path: Path, data: bytes, code_page: str) -> tuple[bytes, str, str]:
    """The mark of the byte order, the encoding and the text; `code_page` if it is no Unicode."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return bom, encoding, _text(path, data[len(bom) :], encoding)
    if b"\0" in data[:400]:  # UTF-16 whose mark is lost: every other byte of Latin letters is 0
        encoding = "utf-16-le" if data[1:400:2].count(0) > data[:400:2].count(0) else "utf-16-be"
        return b"", encoding, _text(path, data, encoding)
    try:
        return b"", "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        return b"", code_page, _text(path, data, code_page)


def _text(path: Path, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except LookupError:
        raise CourseError(f"--encoding {encoding}: unknown; cp1250 and mac_roman are two") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CourseError(f"{path}: not text in {encoding}; save it as CSV in UTF-8")
    return text


def _delimiter(text: str) -> str:
    """What stands most often in the first line, outside quotes."""
    first = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    return max(DELIMITERS, key=first.count)


def _rows(text: str, at: int, delimiter: str) -> list[list[Field]]:
    one = re.compile(
        rf'"[^"]*(?:""[^"]*)*"(?=[{re.escape(delimiter)}\r\n]|\Z)|[^{re.escape(delimiter)}\r\n]*'
    )
    rows: list[list[Field]] = [[]]
    while True:
        found = one.match(text, at)
        assert found is not None  # the second way matches nothing at all too
        raw, at = found.group(), found.end()
        quoted = len(raw) > 1 and raw.startswith('"') and raw.endswith('"')
        value = raw[1:-1].replace('""', '"') if quoted else raw
        rows[-1].append(Field(value, found.start(), at))
        if at == len(text):
            return rows
        if text[at] == delimiter:
            at += 1
            continue
        at += 2 if text[at : at + 2] == "\r\n" else 1
        rows.append([])
