"""Rolling windows of 1 hour, 24 hours and 7 days over stored candles: changes, extremes, spark line, completeness.

No I/O and no clock: `live.sql_windows` fetches, `live.refresh` keeps them up to date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Context, Decimal
from typing import Final, NamedTuple

from shared.events.decimals import plain

from market_data.domain.precision import places_of, rounded

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
SPARK_HOURS: Final = 168
# A line of 90 pixels shows no more; the answer holds thousands of these.
_DRAWN: Final = Context(prec=7)


class Reference(NamedTuple):
    """The price at a window's start."""

    instrument_id: str
    window: str
    close: Decimal


class Extremes(NamedTuple):
    instrument_id: str
    low: Decimal
    high: Decimal
    volume_usd: Decimal | None


class Hour(NamedTuple):
    instrument_id: str
    open_time: datetime
    close: Decimal


@dataclass(frozen=True, slots=True)
class Spark:
    """Hourly closes, oldest first; None where there was no trade."""

    start: datetime
    values: tuple[str | None, ...]


@dataclass(slots=True)
class PriceWindows:
    """What live prices need of the windows, by instrument (the composite is one); as the newest refresh found it."""

    references: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    extremes: dict[str, Extremes] = field(default_factory=dict)

    def reference(self, instrument_id: str, window: str) -> Decimal | None:
        return self.references.get((instrument_id, window))

    def volume_usd(self, instrument_id: str) -> Decimal | None:
        found = self.extremes.get(instrument_id)
        return found.volume_usd if found else None


@dataclass(slots=True)
class ListFigures:
    """What only lists show, as the newest refresh found it: spark lines by composite, completeness by coin."""

    sparks: dict[str, Spark] = field(default_factory=dict)
    complete_percent: dict[str, Decimal] = field(default_factory=dict)
    open_gaps: dict[str, int] | None = None
    """Holes that are open now, by coin, where there are any; None before the first refresh."""
    end_us: int | None = None
    """Where the windows ended: in a replay, the newest event time."""


def spark_start(end: datetime) -> datetime:
    """The open time of the first of the hours that a spark line shows; the last one is that of `end`."""
    return end.replace(minute=0, second=0, microsecond=0) - (SPARK_HOURS - 1) * HOUR


def sparks(hours: Iterable[Hour], start: datetime) -> dict[str, Spark]:
    """The spark line of each instrument that has a candle in the window."""
    values: dict[str, list[str | None]] = {}
    for hour in hours:
        at = (hour.open_time - start) // HOUR
        if 0 <= at < SPARK_HOURS:
            line = values.setdefault(hour.instrument_id, [None] * SPARK_HOURS)
            line[at] = plain(_DRAWN.plus(hour.close))
    return {instrument_id: Spark(start, tuple(line)) for instrument_id, line in values.items()}


def day_range(
    stored: Extremes | None, price: Decimal | None, made: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest of the day, the price made now included, with as many decimals as the price."""
    if stored is None:
        return None, None
    places = places_of(stored.low if price is None else price)
    fresh = [] if made is None else [made]
    return min([rounded(stored.low, places), *fresh]), max([rounded(stored.high, places), *fresh])
