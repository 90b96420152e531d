"""Answers as they are kept in the cache: figures and facts, no ages. No I/O and no clock."""

from decimal import Decimal
from enum import StrEnum

import msgspec
from shared.events.values import CandleStatus, Interval

from analytics.indicators.decimals import decimal
from analytics.indicators.series import STATUSES, Points, Series


class Reason(StrEnum):
    """Why a figure is unknown or old, in the words of the contract where it has one."""

    NO_DATA = "no_data"
    NO_RATE = "no_rate"
    VENUE_STALE = "venue_stale"
    WARMING_UP = "warming_up"
    NO_VARIANCE = "no_variance"


class Point(msgspec.Struct, frozen=True, gc=False):
    open_time_us: int
    value: Decimal | None
    n: int
    warm: bool
    status: CandleStatus


class Page(msgspec.Struct, frozen=True):
    """A figure's newest values of one instrument, newest first.

    `reason` says why there are none. `next_us`: the oldest open time here, if there are older ones.
    """

    coin_id: str
    instrument_id: str
    source: str
    interval: Interval
    as_of_us: int | None
    reason: str | None
    items: tuple[Point, ...]
    next_us: int | None


def points(series: Series, figure: Points, part: slice) -> tuple[Point, ...]:
    """The figure at the candles of `part`, newest first."""
    rows = zip(
        series.open_times_us[part].tolist(),
        figure.value[part].tolist(),
        figure.n[part].tolist(),
        figure.warm[part].tolist(),
        figure.ranks[part].tolist(),
        strict=True,
    )
    found = [Point(at, decimal(value), n, warm, STATUSES[rank]) for at, value, n, warm, rank in rows]
    return tuple(reversed(found))


def is_overdue(as_of_us: int | None, interval: Interval, now_us: int, grace_us: int) -> bool:
    """Whether a newer closed candle than the one last received at `as_of_us` is overdue.

    The newest input may lie up to two intervals back: the last trade came at the beginning of the closed candle, and
    the next candle is just about to close.
    """
    return as_of_us is not None and now_us - as_of_us > 2 * interval.us + grace_us
