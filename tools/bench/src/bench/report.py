"""docs/performance.md: of each section what was measured last, with its day and commit. No I/O."""

import json
import os
import platform as machine
import re
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final, NamedTuple

from bench.figures import Figure, table

BY_NAME: Final = {"growth": "## How cost grows", "plans": "## Plans of what is asked all the time"}
"""Parts that are measured only by name, in their order at the end: each is text of its own."""
_JSON: Final = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Measured(NamedTuple):
    """A figure, the day on which it was measured, and the commit."""

    figure: Figure
    day: str
    build: str


def with_figures(report: str, found: Sequence[Figure], day: str, build: str) -> str:
    """The report with these figures in place of all older ones of their sections."""
    sections = {figure.section for figure in found}
    kept = [one for one in _measured(report) if one.figure.section not in sections]
    return _written([*kept, *(Measured(figure, day, build) for figure in found)], _parts(report))


def with_part(report: str, name: str, part: str) -> str:
    """The report with this text under the heading of a part that is measured only by name."""
    parts = {**_parts(report), name: f"{BY_NAME[name]}\n\n{part.strip()}"}
    return _written(_measured(report), parts)


def _measured(report: str) -> list[Measured]:
    found = _JSON.search(report)
    rows: list[dict[str, Any]] = json.loads(found[1]) if found else []
    return [Measured(Figure(**row), day, build) for row in rows for day, build in [(row.pop("day"), row.pop("build"))]]


def _parts(report: str) -> dict[str, str]:
    return {
        name: head + report.partition(head)[2].partition("\n## ")[0] for name, head in BY_NAME.items() if head in report
    }


def _written(figures: Sequence[Measured], parts: dict[str, str]) -> str:
    newest_first = sorted(figures, key=lambda one: one.day, reverse=True)
    tables = [
        f"## On {day}, commit {build}\n\n{table([one.figure for one in group])}"
        for (day, build), group in groupby(newest_first, key=lambda one: (one.day, one.build))
    ]
    rows = [{**asdict(one.figure), "day": one.day, "build": one.build} for one in newest_first]
    said = (
        f"Measured by `make bench` on {machine.system()} {machine.machine()}, {os.cpu_count()} cores, Python "
        f"{machine.python_version()}; the exchange simulator, the load clients and the whole platform share them. All "
        "limits are on, raised by setting where one address plays many clients. Another machine gives other figures, "
        "and this one is not equally fast every day; the ratios hold."
    )
    blocks = [
        "# Performance",
        said,
        *tables,
        f"```json\n{json.dumps(rows, indent=1, ensure_ascii=False)}\n```",
        *(parts[name].strip() for name in BY_NAME if name in parts),
    ]
    return "\n\n".join(blocks) + "\n"
