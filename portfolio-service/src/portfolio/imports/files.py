"""A file's bytes as a table: its encoding, its dialect, the line of its header. No I/O."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import clevercsv

_SAVE_AS_CSV: Final = "open it, save it as CSV in UTF-8, and try again."
_NO_TEXT: Final = {
    b"PK\x03\x04": f"This is an Excel file or a ZIP archive, no CSV: {_SAVE_AS_CSV}",
    b"\xd0\xcf\x11\xe0": f"This is an old Excel file, no CSV: {_SAVE_AS_CSV}",
    b"%PDF": "This is a PDF document, no CSV: export the transactions as CSV and try again.",
    b"\x1f\x8b": "This file is compressed: unpack it and try again.",
}
_MAY_BE_A_FRACTION: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+[A-Za-z]*")
_SAMPLE: Final = 5_000
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
    """Lines with more or fewer fields than the header has, or cut off within quotes."""
    ambiguous: list[int] = field(default_factory=list)
    """Lines with a number such as `1,500` in a table without commas between its fields: 1500, or one and a half."""


def text_of(data: bytes) -> str:
    """The file's text: UTF-8, or UTF-16 with its mark or without.

    Raises:
        UnreadableFileError: it is neither, or no text at all.
    """
    for begins, what in _NO_TEXT.items():
        if data.startswith(begins):
            raise UnreadableFileError(what)
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
        raise UnreadableFileError(
            f"Line {line} is not in {name}: save the file as CSV in UTF-8 and try again."
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableFileError(f"Line {line} holds a NUL character, which no text has: export the file anew.")
    return text


def _encoding(data: bytes) -> str:
    """In UTF-16 every other byte of ordinary text is 0."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:2_000]
    if sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le"
    return "utf-16-be" if sample[::2].count(0) > len(sample) // 3 else "utf-8-sig"


class _Dialect(NamedTuple):
    delimiter: str
    quote: str = '"'


_DIALECTS: Final = (_Dialect(","), _Dialect(";"), _Dialect("\t"))


def table_of(data: bytes, filename: str, headers: Collection[frozenset[str]], *, detect: bool = False) -> Table:
    """The table below the first line that has all fields of one of `headers`.

    `detect`: it may be of any program, so that what separates and quotes its fields is looked for.

    Raises:
        UnreadableFileError: there is no such line, or the text cannot be read.
    """
    text = text_of(data)
    dialects = dict.fromkeys([*(_detected(text) if detect else ()), *_DIALECTS])
    for dialect in dialects:
        rows = _rows(text, dialect)
        for _, (_, cells) in zip(range(_HEADER_WITHIN), rows, strict=False):
            names = tuple(cell.strip() for cell in cells)
            if any(header <= set(names) for header in headers):
                return _below(filename, names, rows, dialect.delimiter)
    raise UnreadableFileError(
        "No line of the file is the header of a format that is known: choose the columns by hand."
    )


def _detected(text: str) -> Iterator[_Dialect]:
    """By the pattern of the first lines' fields, as `clevercsv` finds it."""
    found = clevercsv.Detector().detect(text[:_SAMPLE])
    if found is not None and found.delimiter:
        yield _Dialect(found.delimiter, found.quotechar or '"')


def _rows(text: str, dialect: _Dialect) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the number of the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, quotechar=dialect.quote)
    begins, last = 1, text.count("\n") + (not text.endswith("\n"))

    def ends_in_quotes(line: int, first: int) -> bool:
        """Only the last row can be cut off within quotes; the reader takes it for whole."""
        return line >= last and _is_cut_off("\n".join(text.split("\n")[first - 1 :]), dialect)

    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells[:-1] if ends_in_quotes(reader.line_num, begins) else cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(f"Line {reader.line_num} cannot be read: {error}.") from None


def _is_cut_off(row: str, dialect: _Dialect) -> bool:
    try:
        list(csv.reader([row], delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _below(filename: str, names: tuple[str, ...], rows: Iterator[tuple[int, list[str]]], delimiter: str) -> Table:
    table = Table(filename, names, [])
    for number, cells in rows:
        extra = [cell for cell in cells[len(names) :] if cell.strip()]
        if extra or len(cells) < len(names):
            table.damaged.append(number)
        elif delimiter != "," and any(_MAY_BE_A_FRACTION.fullmatch(cell.strip()) for cell in cells):
            table.ambiguous.append(number)
        else:
            table.lines.append(Line(number, dict(zip(names, cells, strict=False))))
    return table
