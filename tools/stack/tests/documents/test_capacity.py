import json

import pytest
from stack.checks.documents.capacity import DOCUMENT, REPORT, ROWS, build


def report(**changed: float) -> str:
    """As `make bench` writes it: each figure is 1 but for those that are given by their name."""
    figures = [
        {"section": section, "name": name, "value": changed.get(name, 1), "unit": "s"}
        for row in ROWS
        for section, name in row.figures
    ]
    measured = "Measured by `make bench` on a day,\non a machine."
    return f"# Performance\n\n{measured}\n\n```json\n{json.dumps(figures)}\n```\n"


def test_a_row_has_the_figures_of_the_report_in_its_order() -> None:
    text = build(report(batches=375_016.4))

    assert "Measured by `make bench` on a day,\non a machine.\n\n|" in text
    assert "| 1 s · 375 016 s |" in text


def test_a_figure_that_the_report_lacks_is_an_error() -> None:
    with pytest.raises(KeyError, match="batches"):
        build(report().replace("batches", "parcels"))


def test_the_committed_document_is_that_of_the_committed_report() -> None:
    made = build(REPORT.read_text(encoding="utf-8"))

    assert DOCUMENT.read_text(encoding="utf-8") == made, "run `python -m stack.checks.documents.capacity`"
