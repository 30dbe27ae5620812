"""A CSV file that an LMS wrote, in which cells are filled and every other byte stays as it was.

An LMS finds its students and assignments again by what it wrote itself: so encoding, byte order mark, separator, ends
of lines, quotes, order and the columns that are none of ours are kept, whatever they are.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import CourseError
from ..text import SafeText, safe

MAX_BYTES = 50_000_000
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SEPARATORS = (",", ";", "\t", ":")  # Canvas writes the first two, Moodle any


@dataclass
class _Line:
    """One record: its cells as they stand in the file, quotes included, and its end."""

    cells: list[str]
    end: str


class LmsTable:
    """The rows of a file; the first is the head. Raises CourseError when it is no table."""

    def __init__(self, content: bytes, name: str = "the file") -> None:
        self.name = name
        if content.startswith(b"PK\x03\x04"):
            raise CourseError(f"{name} is a spreadsheet of Excel's or LibreOffice's; save it as CSV.")
        self._bom, self._encoding = next((pair for pair in BOMS if content.startswith(pair[0])), (b"", ""))
        self._encoding = self._encoding or _encoding_of(content)
        try:
            text = content[len(self._bom) :].decode(self._encoding)
        except UnicodeDecodeError as problem:
            raise CourseError(f"{name} is damaged: {problem.reason} at byte {problem.start}.") from None
        if "\0" in text:
            raise CourseError(f"{name} is no text; expected the CSV file that the LMS exports.")
        self.separator = max(SEPARATORS, key=lambda each: _cells_of_head(text, each))
        self._lines = _split(text, self.separator)
        if "".join(self.separator.join(line.cells) + line.end for line in self._lines) != text:
            broken = sum(cell.count("\n") for line in self._lines for cell in line.cells) + len(self._lines) + 1
            raise CourseError(f"{name}: line {broken}: a quote is opened and not closed.")
        if not self._lines:
            raise CourseError(f"{name} is empty.")

    @classmethod
    def read(cls, path: Path) -> LmsTable:
        """The table in a file. Raises CourseError."""
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as problem:
            raise CourseError(f"{path}: {problem.strerror}. Give the file that the LMS exports.") from None
        if len(content) > MAX_BYTES:
            raise CourseError(f"{path} has more than {MAX_BYTES // 10**6} MB; expected a table of grades.")
        return cls(content, str(path))

    @property
    def head(self) -> list[str]:
        """The names of the columns."""
        return [self.cell(0, column).strip() for column in range(len(self._lines[0].cells))]

    @property
    def rows(self) -> range:
        """The numbers of the rows below the head."""
        return range(1, len(self._lines))

    def cell(self, row: int, column: int | None) -> str:
        """The text of a cell; nothing where the row is too short, or where there is no such column."""
        cells = self._lines[row].cells
        if column is None or column >= len(cells):
            return ""
        raw = cells[column]
        return raw[1 : raw.rindex('"')].replace('""', '"') if len(raw) > 1 and raw.startswith('"') else raw

    def column(self, *names: str) -> int | None:
        """The first column that bears one of these names, in whatever case."""
        head = [each.casefold() for each in self.head]
        return next((head.index(name.casefold()) for name in names if name.casefold() in head), None)

    def put(self, row: int, column: int, text: SafeText) -> None:
        """Fill a cell. It has quotes where it had some, and where it needs them."""
        cells = self._lines[row].cells
        cells += [""] * (column + 1 - len(cells))
        needs = cells[column].startswith('"') or any(sign in text for sign in (self.separator, '"', "\r", "\n"))
        cells[column] = '"' + text.replace('"', '""') + '"' if needs else text

    def content(self) -> bytes:
        """The file. What the encoding lacks is written as HTML writes it: &#8706;"""
        text = "".join(self.separator.join(line.cells) + line.end for line in self._lines)
        return self._bom + text.encode(self._encoding, "xmlcharrefreplace")


def _encoding_of(content: bytes) -> str:
    """UTF-8, or what Windows writes; Latin-1 takes what neither knows, and gives the same bytes back."""
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _cells_of_head(text: str, separator: str) -> int:
    """How many cells the head would have."""
    for line in _split(text, separator, 1):
        return len(line.cells)
    return text.partition("\n")[0].count(separator) + 1  # a quote is not closed


def _split(text: str, separator: str, most: int = 10**9) -> list[_Line]:
    """The first records of a text, as far as they can be told apart."""
    mark = re.escape(separator)
    piece = re.compile(rf'("(?:[^"]|"")*+"[^{mark}\r\n]*+|(?!")[^{mark}\r\n]*+)({mark}|\r\n|\r|\n|\Z)')
    lines, cells, place = list[_Line](), list[str](), 0
    while (place < len(text) or cells) and len(lines) < most:
        found = piece.match(text, place)
        if found is None:
            break
        cells.append(found[1])
        place = found.end()
        if found[2] != separator:
            lines.append(_Line(cells, found[2]))
            cells = []
    return lines


def number_in(text: str) -> float | None:
    """The number that a cell holds, with a point or a comma; None where it holds none."""
    found = re.fullmatch(r"\s*(-?\d+(?:[.,]\d+)?)\s*%?\s*", text)
    return float(found[1].replace(",", ".")) if found else None


def number_for(points: float, *, comma: bool = False) -> SafeText:
    """Points as an LMS stores them: five decimals at most."""
    text = f"{points + 0.0:.5f}".rstrip("0").rstrip(".")
    return safe(text.replace(".", ",") if comma else text)
