"""What two runs over the same tape have stored, compared row by row: candles and indicators of every interval."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from drill.checks.stored_rows import fetch
from drill.platform import DrillError, Platform

_CANDLE_KEY: Final = ("instrument_id", "interval", "open_time")
_INDICATOR_KEY: Final = ("instrument_id", "name", "params", "interval", "open_time")
# How and how often a row was made may differ: late trades raise its revision, a filled hole changes its status.
_OF_THE_WAY: Final = frozenset({"revision", "status", "as_of", "last_recv_at", "published_revision"})
# A composite is not written again when only these change, as they do by a trade that it leaves out for want of a rate.
_OF_THE_WAY_TO_COMPOSITES: Final = frozenset({"open_key", "close_key"})
_SHOWN: Final = 3
Rows = Mapping[tuple[Any, ...], Mapping[str, Any]]


class Stored(NamedTuple):
    """Both tables by primary key, and the statuses of the candles apart."""

    candles: Rows
    indicators: Rows
    statuses: Mapping[tuple[Any, ...], str]


def fetch_stored(platform: Platform) -> Stored:
    candles = fetch(platform, "SELECT * FROM candles")
    indicators = fetch(platform, "SELECT * FROM indicators")
    return Stored(
        {_key(row, _CANDLE_KEY): _figures(row, _CANDLE_KEY) for row in candles},
        {_key(row, _INDICATOR_KEY): _figures(row, _INDICATOR_KEY) for row in indicators},
        {_key(row, _CANDLE_KEY): row["status"] for row in candles},
    )


def _key(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _figures(row: Any, key: tuple[str, ...]) -> dict[str, Any]:
    left_out = _OF_THE_WAY.union(key, _OF_THE_WAY_TO_COMPOSITES if row.get("venue") == "composite" else ())
    return {name: value for name, value in row.items() if name not in left_out}


def compare(undisturbed: Stored, found: Stored) -> str:
    """Say what is equal.

    Raises:
        DrillError: a figure differs, a row is missing, or a candle is `partial` that was not.
    """
    _same("candles", undisturbed.candles, found.candles)
    _same("indicators", undisturbed.indicators, found.indicators)
    worse = [
        key for key, status in found.statuses.items() if status == "partial" and undisturbed.statuses[key] != status
    ]
    if worse:
        raise DrillError(f"{len(worse)} candles are partial that were not: {sorted(worse)[:_SHOWN]}")
    filled = sum(status == "backfilled" for status in found.statuses.values())
    return (
        f"{len(found.candles)} candles and {len(found.indicators)} indicator values equal to those of an undisturbed "
        f"run; {filled} candles say that they were filled, none is partial that was not"
    )


def _same(what: str, wanted: Rows, found: Rows) -> None:
    wrong = [key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)]
    if wrong:
        shown = [(key, wanted.get(key), found.get(key)) for key in sorted(wrong, key=str)[:_SHOWN]]
        raise DrillError(f"{len(wrong)} of {len(wanted)} {what} differ from the undisturbed run's: {shown}")


def check_gaps_are_closed(platform: Platform) -> str:
    """Every entry of the ledger is closed or says why it cannot be.

    Raises:
        DrillError: one is open, or names no reason.
    """
    rows = fetch(platform, "SELECT gap_id, state, reason FROM market_gaps")
    wrong = [row["gap_id"] for row in rows if row["state"] not in ("closed", "unfillable") or not row["reason"]]
    if wrong:
        raise DrillError(f"{len(wrong)} of {len(rows)} gaps are open or nameless: {wrong[:_SHOWN]}")
    closed = sum(row["state"] == "closed" for row in rows)
    return f"{closed} gaps closed, {len(rows) - closed} named as unfillable, none open"
