"""Compare the imported history with what the simulated exchanges list, and composites with the formula."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import httpx

from drill.checks.stored_rows import fetch
from drill.platform import DrillError, Platform

_SECONDS: Final = {"1h": 3_600, "1d": 86_400}
_BELOW: Final = {"1h": ("hour", "1m"), "1d": ("day", "1h")}
_BINANCE_PAGE: Final = 1_000
_COINBASE_PAGE: Final = 300
_MOST_LIMITED: Final = 60
_CLOSE_ENOUGH: Final = Decimal("1e-9")
Listed = dict[int, tuple[Decimal, Decimal, Decimal, Decimal, Decimal]]


def check_imported(platform: Platform, interval: str) -> int:
    """Raise unless every instrument's imported candles are those that its venue lists; return how many there are."""
    imports = fetch(
        platform,
        "SELECT i.instrument_id, i.venue, i.native, h.reached_at, h.target_at, h.end_at FROM history_imports h "
        "JOIN instruments i USING (instrument_id) WHERE h.interval = $1",
        interval,
    )
    count = 0
    for one in imports:
        first, last = max(one["reached_at"], one["target_at"]), one["end_at"]
        listed = _listed(platform, one["venue"], one["native"], interval, _s(first), _s(last) - _SECONDS[interval])
        rows = fetch(
            platform,
            "SELECT open_time, open, high, low, close, volume FROM candles "
            "WHERE instrument_id = $1 AND interval = $2 AND source = 'venue'",
            one["instrument_id"],
            interval,
        )
        stored = {_s(row["open_time"]): tuple(row)[1:] for row in rows}
        wanted = {at: candle for at, candle in listed.items() if _s(first) <= at < _s(last) - _SECONDS[interval]}
        wrong = [at for at in wanted if stored.get(at) != wanted[at]]
        if wrong:
            raise DrillError(
                f"{one['instrument_id']} {interval}: {len(wrong)} of {len(wanted)} candles differ, such as "
                f"{wrong[0]}: {stored.get(wrong[0])}, not {wanted[wrong[0]]}"
            )
        count += len(wanted)
    return count


def _s(at: datetime) -> int:
    return int(at.timestamp())


def _listed(platform: Platform, venue: str, native: str, interval: str, first: int, last: int) -> Listed:
    base = platform.env["SIMULATOR_URL"]
    with httpx.Client(timeout=60) as client:
        pages = {"binance": _binance, "coinbase": _coinbase, "kraken": _kraken}[venue]
        return {at: candle for rows in pages(client, base, native, interval, first, last) for at, candle in rows}


def _get(client: httpx.Client, url: str) -> httpx.Response:
    """The answer, once the exchange's limit lets it through: the platform's own requests count, too."""
    for _ in range(_MOST_LIMITED):
        answer = client.get(url)
        if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return answer.raise_for_status()
        time.sleep(1)
    raise DrillError(f"{url} was limited {_MOST_LIMITED} times in a row")


def _candle(row: Any, *places: int) -> Any:
    return tuple(Decimal(str(row[place])) for place in places)


def _binance(client: httpx.Client, base: str, native: str, interval: str, first: int, last: int) -> Iterator[Any]:
    step = _BINANCE_PAGE * _SECONDS[interval]
    for start in range(first, last + 1, step):
        end = min(start + step, last + 1) * 1_000 - 1
        span = f"interval={interval}&startTime={start * 1_000}&endTime={end}&limit={_BINANCE_PAGE}"
        rows = _get(client, f"{base}/binance/api/v3/klines?symbol={native}&{span}").json()
        yield [(row[0] // 1_000, _candle(row, 1, 2, 3, 4, 5)) for row in rows]


def _coinbase(client: httpx.Client, base: str, native: str, interval: str, first: int, last: int) -> Iterator[Any]:
    width = _SECONDS[interval]
    for start in range(first, last + 1, _COINBASE_PAGE * width):
        end = min(start + (_COINBASE_PAGE - 1) * width, last)
        span = f"granularity={width}&start={_iso(start)}&end={_iso(end)}"
        answer = _get(client, f"{base}/coinbase/products/{native}/candles?{span}")
        yield [(row[0], _candle(row, 3, 2, 1, 4, 5)) for row in _exact(answer)]


def _kraken(client: httpx.Client, base: str, native: str, interval: str, _first: int, _last: int) -> Iterator[Any]:
    query = f"pair={native}&interval={_SECONDS[interval] // 60}"
    result = _exact(_get(client, f"{base}/kraken/0/public/OHLC?{query}"))["result"]
    yield [(row[0], _candle(row, 1, 2, 3, 4, 6)) for key, rows in result.items() if key != "last" for row in rows]


def _exact(answer: httpx.Response) -> Any:
    """JSON whose numbers are decimals as written."""
    return json.loads(answer.text, parse_float=Decimal)


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_composites(platform: Platform, interval: str) -> int:
    """Raise unless every composite of time before following is what its instruments' candles give.

    Its volume is theirs; its close is theirs by volume, or that of the last composite below it, which is folded.
    """
    rows = fetch(
        platform,
        "SELECT coin_id, venue, open_time, close, volume, quote_volume, usd_volume FROM candles "
        "WHERE interval = $1 AND source = 'venue' ORDER BY open_time",
        interval,
    )
    sums: dict[tuple[str, datetime], list[Decimal]] = {}
    composites = {}
    for row in rows:
        key = (row["coin_id"], row["open_time"])
        if row["venue"] == "composite":
            composites[key] = row
        elif row["usd_volume"] is not None and row["quote_volume"]:
            rate = row["usd_volume"] / row["quote_volume"]
            found = sums.setdefault(key, [Decimal(0), Decimal(0)])
            found[0] += row["close"] * rate * row["volume"]
            found[1] += row["volume"]
    missing = [key for key in sums if key not in composites]
    there = {key: found for key, found in sums.items() if key in composites}
    last = _last_below(platform, interval)
    wrong = [key for key, (worth, volume) in there.items() if _is_off(composites[key], worth, volume, last.get(key))]
    if wrong or len(missing) > len({coin for coin, _ in missing}):
        raise DrillError(f"composites of {interval}: {len(missing)} missing, {len(wrong)} wrong, such as {wrong[:1]}")
    return len(sums)


def _last_below(platform: Platform, interval: str) -> dict[tuple[str, datetime], Decimal]:
    """The close of the last composite of the imported interval below, by coin and bucket."""
    rows = fetch(
        platform,
        "SELECT DISTINCT ON (coin_id, bucket) coin_id, date_trunc($1, open_time, 'UTC') AS bucket, close FROM candles "
        "WHERE interval = $2 AND venue = 'composite' ORDER BY coin_id, bucket, open_time DESC",
        *_BELOW[interval],
    )
    return {(row["coin_id"], row["bucket"]): row["close"] for row in rows}


def _is_off(row: Any, worth: Decimal, volume: Decimal, last: Decimal | None) -> bool:
    close = worth / volume
    is_theirs = abs(row["close"] - close) <= _CLOSE_ENOUGH * close
    return bool(row["volume"] != volume or not (is_theirs or row["close"] == last))
