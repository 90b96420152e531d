"""`make bench [ONLY=parse,produce,…|plans|growth]`: figures, written into docs/performance.md section by section.

It ends with 1 where a target was missed or a section could not be measured; the others are measured all the same.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import psutil
from stack.checks import commit
from stack.checks.documents import capacity

from bench.figures import Figure, exit_code, table
from bench.platform import ROOT, BenchError, env, get, make, wait_for
from bench.report import BY_NAME, with_figures, with_part
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
_AT_REST_PERCENT: Final = 60
REPORT: Final = ROOT / "docs" / "performance.md"


def main() -> int:
    only = os.environ.get("ONLY", "")
    names = only.split(",") if only else list(SECTIONS)
    if unknown := [name for name in names if name not in (*SECTIONS, *BY_NAME)]:
        print(f"no section is called {', '.join(unknown)}; there are {', '.join((*SECTIONS, *BY_NAME))}")
        return 2
    if "start" not in names:
        make("up", **starting.LIMITS)
    codes = [_measure_section(name, commit.current()) for name in names]
    make("down")
    return max(codes)


def _measure_section(name: str, build: str) -> int:
    """Measure a section and write it into the report; 1 if that failed or a target was missed."""
    print(f"== {name}", flush=True)
    try:
        if name in _QUIET or name in BY_NAME:
            wait_for(_history_is_in, 900, "candle history imported")
            wait_for(_is_at_rest, 300, "a machine that does not catch up on anything")
        found = SECTIONS[name]() if name in SECTIONS else _measure_part(name, build)
    except BenchError as error:
        print(f"not measured: {error}", flush=True)
        return 1
    print(table(found), flush=True)
    if name in SECTIONS:
        REPORT.write_text(with_figures(REPORT.read_text(), found, _today(), build))
        capacity.DOCUMENT.write_text(capacity.build(REPORT.read_text()))
    return exit_code(found)


def _measure_part(name: str, build: str) -> list[Figure]:
    """Measure what is measured only by name and replace its part of the report."""
    if name == "plans":
        (found, text), about = plans.measure(env()["DATABASE_URL"]), plans.ABOUT
    else:
        (found, text), about = growth.measure(), growth.ABOUT
    said = f"Written by `make bench ONLY={name}` on {_today()}, commit {build}. {about}"
    REPORT.write_text(with_part(REPORT.read_text(), name, f"{said}\n\n{table(found)}\n\n{text}"))
    return found


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def _history_is_in() -> bool:
    history = get("/api/market/pipeline")["history"]
    return bool(0 < history["total"] <= history["done"])


def _is_at_rest() -> bool:
    """Whether what a start or the section before left to do is done: the platform at rest needs less than this."""
    return all(psutil.cpu_percent(interval=2) < _AT_REST_PERCENT for _ in range(3))


if __name__ == "__main__":
    sys.exit(main())
