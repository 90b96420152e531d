"""Cells of a CSV that a person will open in a spreadsheet. No I/O.

The pages' exports follow the same rule (`frontend/src/lib/csv.ts`); both are tested with the cells of
`shared/tests/http/csv_cells.json`.
"""

import re
from typing import Final

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?%?")
# What spreadsheets skip at the beginning of a cell: blanks, controls, invisible characters.
_SKIPPED: Final = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"
_FORMULA: Final = re.compile(rf"[{_SKIPPED}]*[=+\-@\uff1d\uff0b\uff0d\uff20]| *[\t\r\n]")


def escape_formula(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula. Numbers stay numbers."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
