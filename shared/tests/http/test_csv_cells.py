import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.http.csv_cells import escape_formula

CELLS = json.loads((Path(__file__).parent / "csv_cells.json").read_text())


@pytest.mark.parametrize("text", CELLS["formulas"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", CELLS["texts"])
def test_numbers_and_texts_stay_as_they_are(text: str) -> None:
    assert escape_formula(text) == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_stays_a_number_and_escaping_twice_changes_nothing_more(number: object) -> None:
    assert escape_formula(f"{number:f}") == f"{number:f}"
    assert escape_formula(escape_formula(f"={number}")) == f"'={number}"
