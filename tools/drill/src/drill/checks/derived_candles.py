"""Check what is derived from 1m candles: higher intervals by folding, the composite by the contract's formula."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from drill.checks.stored_rows import fetch
from drill.platform import DrillError, Platform

_LADDER: Final = (("1m", "5m", 5), ("5m", "15m", 15), ("15m", "1h", 60), ("1h", "4h", 240), ("4h", "1d", 1440))
_IMPORTED: Final = ("1h", "1d")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CLOSE_ENOUGH: Final = Decimal("1e-9")
_SUMS: Final = ("volume", "quote_volume", "usd_volume", "trade_count")


def check_derived(platform: Platform) -> int:
    """Raise where a stored higher or composite candle is not what the contract says; return how many were checked."""
    by_interval: dict[str, list[Any]] = defaultdict(list)
    for row in fetch(platform, "SELECT * FROM candles ORDER BY open_time"):
        by_interval[row["interval"]].append(row)
    folded = sum(_check_level(by_interval[low], by_interval[high], minutes) for low, high, minutes in _LADDER)
    return folded + _check_composite(by_interval["1m"])


def _check_level(below: list[Any], above: list[Any], minutes: int) -> int:
    parts: dict[tuple[str, datetime], list[Any]] = defaultdict(list)
    for row in below:
        step = timedelta(minutes=minutes)
        parts[row["instrument_id"], row["open_time"] - (row["open_time"] - _EPOCH) % step].append(row)
    stored = {(row["instrument_id"], row["open_time"]): row for row in above}
    # Where the venue's own candles of this interval were imported, they stand; what holds trades of ours is a fold.
    ours = {key: found for key, found in parts.items() if any(part["source"] == "trades" for part in found)}
    if ours.keys() - stored.keys():
        raise DrillError(f"{minutes}m candles are missing: {sorted(ours.keys() - stored.keys())[:5]}")
    for key, found in ours.items():
        row = stored[key]
        if row["source"] == "venue" and row["interval"] in _IMPORTED:
            continue
        wanted: dict[str, Any] = {
            "open": found[0]["open"],
            "close": found[-1]["close"],
            "high": max(part["high"] for part in found),
            "low": min(part["low"] for part in found),
        }
        for name in _SUMS:
            values = [part[name] for part in found]
            wanted[name] = None if None in values else sum(values)
        wrong = {name: (value, row[name]) for name, value in wanted.items() if row[name] != value}
        if wrong:
            raise DrillError(f"{key} {row['interval']} is not the fold of the interval below: {wrong}")
    return len(ours)


def _check_composite(minutes: list[Any]) -> int:
    """Compare with every row that the formula names: made from trades or imported, its USD volume known."""
    parts: dict[tuple[str, datetime], list[Any]] = defaultdict(list)
    composites = {}
    for row in minutes:
        key = (row["coin_id"], row["open_time"])
        if row["venue"] == "composite":
            composites[key] = row
        elif row["usd_volume"] is not None and row["quote_volume"]:
            parts[key].append(row)
    if parts.keys() != composites.keys():
        raise DrillError(f"composites stand for other minutes: {sorted(parts.keys() ^ composites.keys())[:5]}")
    for key, found in parts.items():
        row = composites[key]
        volume = sum(part["volume"] for part in found)
        for name in ("open", "high", "low", "close"):
            usd = sum(part[name] * part["usd_volume"] / part["quote_volume"] * part["volume"] for part in found)
            _same(key, name, usd / volume, row[name])
        _same(key, "volume", volume, row["volume"])
        for name in ("usd_volume", "quote_volume"):
            _same(key, name, sum(part["usd_volume"] for part in found), row[name])
        _same(key, "trade_count", sum(part["trade_count"] for part in found), row["trade_count"])
    return len(parts)


def _same(key: Any, name: str, wanted: Any, stored: Any) -> None:
    if abs(Decimal(wanted) - Decimal(stored)) > _CLOSE_ENOUGH * abs(Decimal(wanted)):
        raise DrillError(f"composite {key} {name} is {stored}, the formula gives {wanted}")
