"""`make bench [ONLY=parse,produce,…|plans|growth]`: one run, one table, and JSON beside it in docs/performance.md.

It ends with 1 where a target was missed, after the report is written.
"""

import os
import platform as machine
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import psutil
from stack.checks import commit
from stack.checks.documents import capacity

from bench.figures import Figure, as_json, exit_code, table
from bench.platform import ROOT, env, get, make, wait_for
from bench.sections import (
    fan_out,
    greedy,
    growth,
    load,
    logins,
    memory,
    parsing,
    plans,
    producing,
    proxying,
    starting,
)
from bench.sections.analytics import correlation, history, indicators, screener
from bench.sections.portfolios import alerts, live_portfolios, portfolio
from bench.sections.sentiment import sentiment

SECTIONS: Final[dict[str, Callable[[], list[Figure]]]] = {
    "start": starting.measure,
    "parse": parsing.measure,
    "indicators": indicators.measure,
    "correlation": correlation.measure,
    "produce": lambda: producing.measure(env()["KAFKA_BOOTSTRAP_SERVERS"]),
    "gateway": proxying.measure,
    "logins": logins.measure,
    "portfolio": portfolio.measure,
    "live-portfolios": live_portfolios.measure,
    "alerts": alerts.measure,
    "sentiment": sentiment.measure,
    "screener": screener.measure,
    "fan-out": fan_out.measure,
    "greedy": greedy.measure,
    "load": load.measure,
    "history": history.measure,
    "memory": memory.measure,
}
_QUIET: Final = tuple(
    name for name in SECTIONS if name not in ("start", "parse", "indicators", "correlation", "history")
)
"""What is measured only when the import of candle history is over."""
_BY_NAME: Final = {"growth": "## How cost grows", "plans": "## Plans of what is asked all the time"}
"""Sections that take many minutes, or gigabytes, and are measured only by name; their parts of the report, in order."""
_AT_REST_PERCENT: Final = 60
REPORT: Final = ROOT / "docs" / "performance.md"


def main() -> int:
    only = os.environ.get("ONLY", "")
    names = only.split(",") if only else list(SECTIONS)
    if unknown := [name for name in names if name not in (*SECTIONS, *_BY_NAME)]:
        print(f"no section is called {', '.join(unknown)}; there are {', '.join((*SECTIONS, *_BY_NAME))}")
        return 2
    if "start" not in names:
        make("up", **starting.LIMITS)
    figures: list[Figure] = []
    build = commit.current()
    for name in names:
        print(f"== {name}", flush=True)
        if name in _QUIET or name in _BY_NAME:
            wait_for(_history_is_in, 900, "candle history imported")
            wait_for(_is_at_rest, 300, "a machine that does not catch up on anything")
        found = SECTIONS[name]() if name in SECTIONS else _write_part(name, build)
        print(table(found), flush=True)
        figures += found
    make("down")
    if not only:
        REPORT.write_text(f"{_report(figures, build)}\n{_parts_as_they_are()}".rstrip() + "\n")
        capacity.DOCUMENT.write_text(capacity.build(REPORT.read_text()))
    return exit_code(figures)


def _write_part(name: str, build: str) -> list[Figure]:
    """Measure what is measured only by name and replace its part of the report; the rest stays as it is."""
    if name == "plans":
        (found, text), about = plans.measure(env()["DATABASE_URL"]), plans.ABOUT
    else:
        (found, text), about = growth.measure(), growth.ABOUT
    report = REPORT.read_text()
    parts = {other: _part(report, head) for other, head in _BY_NAME.items()}
    rest = report.removesuffix(_parts_as_they_are())
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    said = f"Written by `make bench ONLY={name}` on {when}, commit {build}. {about}"
    parts[name] = f"{_BY_NAME[name]}\n\n{said}\n\n{table(found)}\n\n{text}"
    REPORT.write_text("\n\n".join(part.strip() for part in (rest, *parts.values()) if part.strip()) + "\n")
    return found


def _parts_as_they_are() -> str:
    """The end of the report, from the first part that is measured only by name."""
    report = REPORT.read_text()
    begins = [at for head in _BY_NAME.values() if (at := report.find(head)) >= 0]
    return report[min(begins) :] if begins else ""


def _part(report: str, head: str) -> str:
    _, found, rest = report.partition(head)
    return found + rest.partition("\n## ")[0]


def _history_is_in() -> bool:
    history = get("/api/market/pipeline")["history"]
    return bool(0 < history["total"] <= history["done"])


def _is_at_rest() -> bool:
    """Whether what a start or the section before left to do is done: the platform at rest needs less than this."""
    return all(psutil.cpu_percent(interval=2) < _AT_REST_PERCENT for _ in range(3))


def _report(figures: list[Figure], build: str) -> str:
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    return f"""# Performance

Measured by `make bench` on {when}, commit {build}: {machine.system()} {machine.machine()}, {os.cpu_count()} cores, \
Python {machine.python_version()}; the exchange simulator, the load clients and the whole platform share them. All \
limits are on, raised by setting where one address plays many clients. Another machine gives other figures; the ratios \
hold.

{table(figures)}

```json
{as_json(figures)}
```
"""


if __name__ == "__main__":
    sys.exit(main())
