"""`make bench [ONLY=parse,produce,…|plans]`: one run, one table, and JSON beside it in docs/performance.md.

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
    history,
    indicators,
    load,
    logins,
    memory,
    parsing,
    plans,
    producing,
    proxying,
    starting,
)
from bench.sections.across import correlation, screener
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
_PLANS: Final = "plans"
"""Takes minutes and two gigabytes, so it is measured only by name."""
_PLANS_HEAD: Final = "## Plans of what is asked all the time"
_AT_REST_PERCENT: Final = 60
REPORT: Final = ROOT / "docs" / "performance.md"


def main() -> int:
    only = os.environ.get("ONLY", "")
    names = only.split(",") if only else list(SECTIONS)
    if unknown := [name for name in names if name not in (*SECTIONS, _PLANS)]:
        print(f"no section is called {', '.join(unknown)}; there are {', '.join(SECTIONS)}, and {_PLANS} by name")
        return 2
    if "start" not in names:
        make("up", **starting.LIMITS)
    figures: list[Figure] = []
    build = commit.current()
    for name in names:
        print(f"== {name}", flush=True)
        if name in _QUIET:
            wait_for(_history_is_in, 900, "candle history imported")
            wait_for(_is_at_rest, 300, "a machine that does not catch up on anything")
        found = SECTIONS[name]() if name in SECTIONS else _write_plans(build)
        print(table(found), flush=True)
        figures += found
    make("down")
    if not only:
        REPORT.write_text(f"{_report(figures, build)}\n{_plans_as_they_are()}".rstrip() + "\n")
        capacity.DOCUMENT.write_text(capacity.build(REPORT.read_text()))
    return exit_code(figures)


def _write_plans(build: str) -> list[Figure]:
    """Measure the plans and replace their part of the report; the rest stays as it is."""
    found, text = plans.measure(env()["DATABASE_URL"])
    rest = REPORT.read_text().removesuffix(_plans_as_they_are())
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    about = f"Written by `make bench ONLY={_PLANS}` on {when}, commit {build}. {plans.ABOUT}"
    REPORT.write_text(f"{rest.rstrip()}\n\n{_PLANS_HEAD}\n\n{about}\n\n{table(found)}\n\n{text}\n")
    return found


def _plans_as_they_are() -> str:
    _, head, rest = REPORT.read_text().partition(_PLANS_HEAD)
    return head + rest


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
