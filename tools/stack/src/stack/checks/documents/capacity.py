"""`python -m stack.checks.documents.capacity [--check]`: docs/capacity.md from the figures of docs/performance.md.

`make bench` writes both. Here stands only which figure says what about which process, and what raises it.
"""

import json
import re
import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

from gateway.committed_document import keep

from stack.machine.places import ROOT

DOCUMENT: Final = ROOT / "docs" / "capacity.md"
REPORT: Final = ROOT / "docs" / "performance.md"
_COMMAND: Final = "python -m stack.checks.documents.capacity"
_MEASURED: Final = re.compile(r"^Measured by `make bench` on .*?(?=\n\n)", re.MULTILINE | re.DOTALL)
_FIGURES: Final = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Row(NamedTuple):
    """`figures` are named as in the report: section and name. `more`: what raises it, and up to where."""

    process: str
    load: str
    figures: tuple[tuple[str, str], ...]
    more: str


ROWS: Final = (
    Row(
        "market-ingest",
        "frames parsed and trades produced by one process, each by itself",
        (("parse", "aggTrade to a trade with Decimal price"), ("produce", "batches")),
        "no more ingesters: each follows everything. Fewer coins in the catalogue, fewer `VENUES`",
    ),
    Row(
        "market-recorder",
        "trades that go through the whole platform, none lost; how far the last one is behind",
        (("load", "trades sent in 60 s"), ("load", "until the last one was stored")),
        "replicas, up to 12; before that PostgreSQL's disk and cores",
    ),
    Row(
        "market-recorder, gateway",
        "from an exchange's socket to a client, at 2 000 trades/s",
        (("delay", "trades: at 2000 trades/s, socket to client, p99"), ("delay", "price: p99")),
        "cores: the figure is that of a machine which all processes share",
    ),
    Row(
        "gateway",
        "REST through one gateway, 16 connections; what it adds at 200 requests/s",
        (("gateway", "through the gateway"), ("gateway", "added p99 at 200 requests/s")),
        "replicas, any number",
    ),
    Row(
        "gateway",
        "500 clients with 20 channels each; frames that a core sends",
        (("fan-out", "gateway, all it does"), ("fan-out", "frames a CPU second of all it does")),
        "replicas, any number; each reads all topics (the next row)",
    ),
    Row(
        "gateway",
        "the same without a client: what reading the topics costs each replica",
        (("fan-out", "gateway before the clients came"),),
        "nothing: it is the price of a replica",
    ),
    Row(
        "portfolio",
        "5 000 portfolios of 20 coins on the stream: valuations; how old one is; cores",
        (
            ("live portfolios", "valuations/s of 5000 portfolios"),
            ("live portfolios", "p99 from a price's message to the portfolio's"),
            ("live portfolios", "portfolio service, all it does"),
        ),
        "replicas, up to 12: a second one halves the delay (decision 13)",
    ),
    Row(
        "portfolio",
        "50 000 armed alerts at 5 000 trades/s: cores; from the price to the webhook",
        (
            ("alerts", "the same with 50000 armed, 5000 trades/s"),
            ("alerts", "p99 of it, at 5000 trades/s and 50000 armed"),
        ),
        "replicas, up to 12",
    ),
    Row(
        "portfolio",
        "a ledger of 100 000 transactions: imported; its lots the first time",
        (("portfolio", "100 000 rows imported"), ("portfolio", "lots by fifo, the first time")),
        "`CACHED_TRANSACTIONS`, 1 kB each; replicas",
    ),
    Row(
        "users",
        "a flood of logins from one address: share that costs a hash; what others feel of it",
        (("logins", "one address: hashes computed"), ("logins", "one address: others' p99 against idle")),
        "`HASHING_THREADS` with the cores, replicas; a core computes about 25 hashes a second",
    ),
)


def build(report: str) -> str:
    """The document of a report.

    Raises:
        KeyError: a figure is not in the report.
    """
    measured, figures = _MEASURED.search(report), _FIGURES.search(report)
    if measured is None or figures is None:
        raise KeyError("the report says neither when it was measured nor what")
    known = {(one["section"], one["name"]): f"{_shown(one['value'])} {one['unit']}" for one in json.loads(figures[1])}
    lines = "\n".join(_line(row, known) for row in ROWS)
    return f"""\
# Capacity

<!-- Written by `{_COMMAND}` from performance.md, as `make bench` does at its end; `make lint` compares. -->

{measured[0]}

| Process | Load | Measured | What raises it |
|---|---|---|---|
{lines}

All figures: [performance](performance.md). How to add replicas, and of what: [operations](operations.md#scaling).
"""


def _line(row: Row, known: Mapping[tuple[str, str], str]) -> str:
    measured = " · ".join(known[figure] for figure in row.figures)
    return f"| {row.process} | {row.load} | {measured} | {row.more} |"


def _shown(value: float) -> str:
    """Three digits, or whole from a thousand up, with thin groups."""
    thousand = 1_000
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= thousand else f"{value:.3g}"


if __name__ == "__main__":
    text = build(REPORT.read_text(encoding="utf-8"))
    sys.exit(keep(DOCUMENT, text, sys.argv[1:], command=_COMMAND))
