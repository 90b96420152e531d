"""Time-weighted and money-weighted return, drawdown and volatility of a portfolio's values. No I/O and no clock.

Sources: CFA Institute, GIPS Standards (2020), time-weighted return by geometrically linked sub-periods; XIRR as
spreadsheets have it, actual days over 365.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from statistics import stdev
from typing import Final, NamedTuple

import pyxirr

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_US: Final = 86_400_000_000
_LEAST_RATE: Final = -0.9999
_MOST_RATE: Final = 100.0
_DAYS_A_YEAR: Final = 365


class ReturnReason(StrEnum):
    """Why a return is not known."""

    NOTHING_HELD = "nothing_held"
    """In no span was something held whose value is known at both ends."""
    SHORT_SPAN = "short_span"
    """Less than a day."""
    ONE_DAY = "one_day"
    """All flows are of one day."""
    NO_CHANGE_OF_SIGN = "no_change_of_sign"
    """Money only came in, or only went out."""
    UNKNOWN_VALUE = "unknown_value"
    """What it was worth at the start, or is worth at the end, is not known."""
    UNKNOWN_FLOW = "unknown_flow"
    """What was put in or taken out at some time was worth is not known."""
    NO_ROOT = "no_root"
    """No rate between -99.99 % and 10 000 % a year explains the flows."""


class HeldSpan(NamedTuple):
    """Between two flows: the value after the first and before the second; None where it is not known."""

    start_value: Decimal | None
    end_value: Decimal | None


class Flow(NamedTuple):
    """Money that the owner put in (more than 0) or took out, in the base currency."""

    time_us: int
    amount: Decimal


class Return(NamedTuple):
    percent: float | None
    reason: ReturnReason | None = None


def time_weighted(spans: Sequence[HeldSpan]) -> Return:
    """The growth of one unit of money that was there all the time, in per cent.

    A span in which nothing was held, or whose value at one end is not known, counts as no change.
    """
    factors = [factor for span in spans if (factor := _factor(span)) is not None]
    if not factors:
        return Return(None, ReturnReason.NOTHING_HELD)
    return Return((math.prod(factors) - 1) * 100)


def growth_percent(spans: Iterable[tuple[int, HeldSpan]]) -> dict[int, float]:
    """The time-weighted return up to the end (µs) of each span, in per cent; of several with one end, up to the last.

    It is the return of `time_weighted` at the end of the last one.
    """
    index, found = 1.0, dict[int, float]()
    for ends_us, span in spans:
        factor = _factor(span)
        index *= 1.0 if factor is None else factor
        found[ends_us] = (index - 1) * 100
    return found


def money_weighted(flows: Sequence[Flow], value: Decimal, end_us: int) -> Return:
    """The yearly rate at which the flows would have become `value` at `end_us`, in per cent."""
    if not flows or end_us - min(flow.time_us for flow in flows) < _DAY_US:
        return Return(None, ReturnReason.SHORT_SPAN)
    days = [flow.time_us // _DAY_US for flow in flows] + [end_us // _DAY_US]
    amounts = [-float(flow.amount) for flow in flows] + [float(value)]
    sums: dict[int, float] = {}
    for day, amount in zip(days, amounts, strict=True):
        if amount:
            sums[day] = sums.get(day, 0.0) + amount
    if len(sums) <= 1:
        return Return(None, ReturnReason.ONE_DAY)
    if not min(sums.values()) < 0 < max(sums.values()):
        return Return(None, ReturnReason.NO_CHANGE_OF_SIGN)
    rate = _rate(sums)
    return Return(None, ReturnReason.NO_ROOT) if rate is None else Return(rate * 100)


def _rate(sums: dict[int, float]) -> float | None:
    """The root of `pyxirr`, checked: it gives infinity and 1e182 where there is none that means anything."""
    dates = [(_EPOCH + timedelta(days=day)).date() for day in sums]
    rate = pyxirr.xirr(dates, list(sums.values()))
    if rate is None or not math.isfinite(rate) or not _LEAST_RATE < rate < _MOST_RATE:
        return None
    first = min(sums)
    worth = [amount / (1 + rate) ** ((day - first) / _DAYS_A_YEAR) for day, amount in sums.items()]
    return rate if abs(sum(worth)) <= 1e-6 * sum(map(abs, worth)) else None


def max_drawdown_percent(spans: Sequence[HeldSpan]) -> float | None:
    """The deepest fall from a peak of the time-weighted index, in per cent (0 or less); None without a known span."""
    factors = [factor for span in spans if (factor := _factor(span)) is not None]
    if not factors:
        return None
    index = list(accumulate(factors, lambda total, factor: total * factor, initial=1.0))
    peaks = accumulate(index, max)
    return min((value / peak - 1 for value, peak in zip(index, peaks, strict=True) if peak > 0), default=0.0) * 100


def volatility_percent(daily: Sequence[HeldSpan]) -> float | None:
    """The yearly standard deviation of daily log returns, in per cent; None below two of them."""
    factors = [factor for span in daily if (factor := _factor(span)) is not None and factor > 0]
    if len(factors) < 2:  # noqa: PLR2004 - a deviation is of two or more
        return None
    return stdev(math.log(factor) for factor in factors) * math.sqrt(_DAYS_A_YEAR) * 100


def _factor(span: HeldSpan) -> float | None:
    if span.start_value is None or span.end_value is None or span.start_value <= 0:
        return None
    return float(span.end_value / span.start_value)
