"""Two years of one coin: how fast any part of them is read, and an average over a year of hours, cached and not.

It starts the platform anew with a catalogue of one coin, so that its whole history is in within minutes.
"""

import random
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import uvloop
from market_data.domain.catalogue import DEFAULT

from bench.clients.requests import latencies_ms, paced, request
from bench.figures import Figure, at_most, percentile
from bench.platform import BenchError, env, get, make, wait_for
from bench.sections.starting import LIMITS

_COIN: Final = "bitcoin"
_YEARS: Final = {"HISTORY_HOURS": "P730D", "HISTORY_DAYS": "P730D", "HISTORY_MINUTES": "P14D", "HISTORY_SHARE": "1"}
_CANDLES: Final = 1_000
_OK: Final = 200
_RATE: Final = 5.0
"""Requests/s: a reader, not a crowd."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Path(folder) / "catalogue.toml"
        catalogue.write_text(_one_coin(DEFAULT.read_text()))
        variables = {**LIMITS, **_YEARS, "CATALOGUE": str(catalogue)}
        make("down")
        make("reset", **variables)
        make("up", **variables)
        wait_for(_is_in, 900, "two years imported")
        return uvloop.run(_measure(env()["GATEWAY_URL"]))


def _one_coin(text: str) -> str:
    """The catalogue with its first coin only, and all rates."""
    head, *tables = re.split(r"(?m)^(?=\[\[)", text)
    coins = [table for table in tables if table.startswith("[[coins]]")]
    return "".join([head, *coins[:1], *(table for table in tables if not table.startswith("[[coins]]"))])


def _is_in() -> bool:
    history = get("/api/market/pipeline")["history"]
    return bool(0 < history["total"] <= history["done"])


async def _measure(gateway: str) -> list[Figure]:
    candles = await _delays(gateway, "/api/market/candles/" + _COIN, _spans(365 * 2 - 45), 20)
    cold = await _delays(gateway, "/api/analytics/moving-average/" + _COIN, _averages(), 12)
    year = f"{gateway}/api/analytics/moving-average/{_COIN}?interval=1h&period=200&limit=1000"
    cached = await latencies_ms(year, _RATE * 4, 5)
    return [
        at_most("history", "1 000 candles of 1h anywhere in two years, p99", percentile(candles, 0.99), "ms", 100),
        at_most("history", "average over a part of a year of 1h, not cached, p99", percentile(cold, 0.99), "ms", 150),
        at_most("history", "the same page, cached, p99", percentile(cached, 0.99), "ms", 50),
    ]


async def _delays(gateway: str, path: str, queries: Iterator[str], seconds: float) -> list[float]:
    answers = await paced(gateway + path, _RATE, seconds, (request(f"{gateway}{path}?{query}") for query in queries))
    if bad := {answer.status for answer in answers} - {_OK}:
        raise BenchError(f"{path} answered {bad}")
    return [answer.delay_ms for answer in answers]


def _spans(days: int) -> Iterator[str]:
    """1 000 hours each, anywhere."""
    chance, now = random.Random(7), datetime.now(UTC)
    while True:
        end = now - timedelta(days=chance.random() * days)
        yield f"interval=1h&limit={_CANDLES}&end={end:%Y-%m-%dT%H:%M:%SZ}"


def _averages() -> Iterator[str]:
    """Each another period and another part of the last year: no answer is in a cache."""
    chance, now = random.Random(11), datetime.now(UTC)
    for period in chance.sample(range(20, 1_000), 900):
        end = now - timedelta(days=chance.random() * 320)
        yield f"interval=1h&limit={_CANDLES}&period={period}&end={end:%Y-%m-%dT%H:%M:%SZ}"
