"""Numbers, times and ages as all routes of this room write them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from shared.clock import from_us, now_us
from shared.events.values import CandleStatus, Interval

from analytics.api.answers import freshness, is_overdue
from analytics.engine.reasons import FigureReason
from analytics.indicators.decimals import decimal
from analytics.indicators.series import STATUSES
from analytics.settings import Settings

SOURCE = "composite"


def rounded(value: float | None, places: int) -> Decimal | None:
    """To so many decimals; None for what is not known. Zero has no sign."""
    if value is None or not isfinite(value):
        return None
    return Decimal(f"{value:z.{places}f}")


def known(value: float) -> Decimal:
    """A figure that is always there."""
    found = decimal(value)
    if found is None:
        raise ValueError("a figure that is always there is NaN")
    return found


def band(low: float | None, high: float | None, places: int = 6) -> tuple[Decimal, Decimal] | None:
    ends = rounded(low, places), rounded(high, places)
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def status(rank: int | None) -> CandleStatus | None:
    return None if rank is None else STATUSES[rank]


def time(at_us: int | None) -> datetime | None:
    return None if at_us is None else from_us(at_us)


class Ages:
    """Judges ages at one moment, that of answering."""

    def __init__(self, settings: Settings, interval: Interval) -> None:
        self.now_us = now_us()
        self._grace_us = settings.stale_grace_us
        self._interval = interval

    def overdue(self, as_of_us: int | None) -> bool:
        return is_overdue(as_of_us, self._interval, self.now_us, self._grace_us)

    def of(
        self, times: Iterable[int | None], reason: FigureReason | None = None, source: str = SOURCE
    ) -> dict[str, Any]:
        """The fields of `Freshness`: as old as the newest of these inputs."""
        newest = max((at for at in times if at is not None), default=None)
        return freshness(newest, source, reason, overdue=self.overdue(newest))
