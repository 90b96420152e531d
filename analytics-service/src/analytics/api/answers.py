"""What the analytics answer, as the contract writes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from shared.clock import from_us
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval

from analytics.engine.reasons import FigureReason
from analytics.indicators.points import IndicatorPoint


class IndicatorItem(BaseModel):
    """The figure at one closed candle."""

    open_time: datetime
    value: DecimalText | None
    n: int
    warm: bool
    status: CandleStatus
    reason: FigureReason | None = None

    @classmethod
    def all_of(cls, points: Iterable[IndicatorPoint]) -> "list[IndicatorItem]":
        return [
            IndicatorItem(
                open_time=from_us(point.open_time_us),
                value=point.value,
                n=point.n,
                warm=point.warm,
                status=point.status,
                reason=FigureReason(point.reason) if point.reason else None,
            )
            for point in points
        ]


class Freshness(BaseModel):
    as_of: datetime | None
    source: str
    stale: bool
    reason: FigureReason | None


def freshness(as_of_us: int | None, source: str, reason: FigureReason | None, *, overdue: bool) -> dict[str, Any]:
    """The fields of `Freshness`; what is unknown has its own reason and is not stale."""
    return {
        "as_of": from_us(as_of_us) if as_of_us is not None else None,
        "source": source,
        "stale": overdue,
        "reason": reason or (FigureReason.VENUE_STALE if overdue else None),
    }


class FigurePage(Freshness):
    """Values newest first; `next` asks for older ones."""

    coin_id: str
    instrument_id: str
    period: int
    interval: Interval
    items: list[IndicatorItem]
    next: str | None


class MovingAverage(FigurePage):
    kind: Literal["sma", "ema"]


class Volatility(FigurePage):
    """`annualization` is the factor that is already in the values: the root of `periods_per_year`."""

    kind: Literal["close_to_close"]
    annualization: DecimalText
    periods_per_year: int


def is_overdue(as_of_us: int | None, interval: Interval, now_us: int, grace_us: int) -> bool:
    """Whether a newer closed candle than the one last received at `as_of_us` is overdue.

    The newest input may lie up to two intervals back: the last trade came at the beginning of the closed candle, and
    the next candle is just about to close.
    """
    return as_of_us is not None and now_us - as_of_us > 2 * interval.us + grace_us
