"""A file's bytes as a table: its encoding, its dialect, the line of its header. No I/O."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

_HEADER_WITHIN: Final = 20
"""Coinbase writes some lines about the account before the header."""


class UnreadableFileError(Exception):
    """The file is no table that can be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `number` counts the file's lines; a field that the row lacks is empty."""

    number: int
    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    filename: str
    header: tuple[str, ...]
    lines: list[Line] = field(repr=False)
    damaged: list[int] = field(default_factory=list)
    """Lines with more or fewer fields than the header has."""


def text_of(data: bytes) -> str:
    """The file's text: UTF-8, or UTF-16 with its mark.

    Raises:
        UnreadableFileError: it is neither.
    """
    has_mark = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if has_mark else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(
            f"Line {line} is not in UTF-8: save the file as CSV in UTF-8 and try again."
        ) from None


def table_of(data: bytes, filename: str, headers: Collection[frozenset[str]]) -> Table:
    """The table below the first line that has all fields of one of `headers`.

    Raises:
        UnreadableFileError: there is no such line, or the text cannot be read.
    """
    text = text_of(data)
    for delimiter in (",", ";", "\t"):
        rows = _rows(text, delimiter)
        for _, (_, cells) in zip(range(_HEADER_WITHIN), rows, strict=False):
            names = tuple(cell.strip() for cell in cells)
            if any(header <= set(names) for header in headers):
                return _below(filename, names, rows)
    raise UnreadableFileError(
        "No line of the file is the header of a format that is known: choose the columns by hand."
    )


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the number of the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(f"Line {reader.line_num} cannot be read: {error}.") from None


def _below(filename: str, names: tuple[str, ...], rows: Iterator[tuple[int, list[str]]]) -> Table:
    lines: list[Line] = []
    damaged: list[int] = []
    for number, cells in rows:
        extra = [cell for cell in cells[len(names) :] if cell.strip()]
        if extra or len(cells) < len(names):
            damaged.append(number)
        else:
            lines.append(Line(number, dict(zip(names, cells, strict=False))))
    return Table(filename, names, lines, damaged)
