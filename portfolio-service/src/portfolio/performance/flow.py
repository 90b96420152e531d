"""What a portfolio earned in a span of time: both returns, what they are made of, and what they are compared with."""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from shared.events.values import Interval

from portfolio.injection import Dependencies
from portfolio.ledger.fold import Rules, outcome_of
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import Outcome, UnknownReason
from portfolio.ledger.portfolio import Portfolio
from portfolio.performance.course import Course, course_of
from portfolio.performance.history import HistoryPoint, worth_of
from portfolio.performance.prices import Prices
from portfolio.performance.returns import (
    Flow,
    HeldSpan,
    Return,
    ReturnReason,
    growth_percent,
    max_drawdown_percent,
    money_weighted,
    time_weighted,
    volatility_percent,
)
from portfolio.performance.timeline import Timeline, gains_of, timeline_of
from portfolio.valuation.ledgers import Ledger

_DAY_US: Final = Interval.DAY.us
_ZERO: Final = Decimal(0)


class BenchmarkFigures(NamedTuple):
    """`of`: the coin, or the portfolio, that was compared with."""

    of: str | Portfolio
    percent: float | None
    reason: UnknownReason | ReturnReason | None
    growth: dict[int, float]
    """Up to each day's end, and to the end of the span."""


class GrowthPoint(NamedTuple):
    """The time-weighted return up to then, in per cent, and the benchmark's; None: not known."""

    time_us: int
    percent: float | None
    benchmark_percent: float | None


class Performance(NamedTuple):
    """`best` and `worst`: the day's end (µs) and its return in per cent. `contributions`: the largest first.

    `unlisted`: what was ever held and has no price anywhere. Returns are as if it were not the portfolio's.
    """

    span_us: tuple[int, int]
    span_days: int
    time_weighted: Return
    money_weighted: Return
    max_drawdown_percent: float | None
    volatility_percent: float | None
    best: tuple[int, float] | None
    worst: tuple[int, float] | None
    contributions: list[tuple[str, Decimal | None]]
    benchmark: BenchmarkFigures | None
    growth: list[GrowthPoint]
    unlisted: list[str]


async def performance_of(
    deps: Dependencies, portfolio: Portfolio, span_us: tuple[int, int], benchmark: str | Portfolio | None
) -> Performance:
    """`benchmark`: a coin, or a portfolio of the same base currency."""
    coins = [benchmark] if isinstance(benchmark, str) else []
    course = await course_of(deps, portfolio, span_us, coins)
    line, prices, days, daily = course.line, course.prices, course.days, course.daily
    spans = [span for _, span in course.spans]
    returns = [(point.time_us, (span.end_value / span.start_value - 1) * 100) for point, span in _known(days, daily)]
    compared = None if benchmark is None else await _benchmark(deps, benchmark, course, span_us)
    whole = time_weighted(spans)
    return Performance(
        span_us=span_us,
        span_days=(span_us[1] - span_us[0]) // _DAY_US,
        time_weighted=whole,
        money_weighted=await asyncio.to_thread(_money_weighted, line, prices, span_us),
        max_drawdown_percent=max_drawdown_percent(daily or spans),
        volatility_percent=volatility_percent(daily),
        best=max(((at, float(gain)) for at, gain in returns), key=lambda each: each[1], default=None),
        worst=min(((at, float(gain)) for at, gain in returns), key=lambda each: each[1], default=None),
        contributions=await _contributions(await deps.ledgers.read(portfolio), portfolio.rules(), prices, span_us),
        benchmark=compared,
        growth=_growth(course, span_us, compared, is_known=whole.percent is not None),
        unlisted=course.unlisted,
    )


def _growth(
    course: Course, span_us: tuple[int, int], benchmark: BenchmarkFigures | None, *, is_known: bool
) -> list[GrowthPoint]:
    """At the start of the span, at each day's end, and at the end of the span."""
    start_us, end_us = span_us
    own = {start_us: 0.0, **growth_percent(course.spans)} if is_known else {}
    theirs = {start_us: 0.0, **benchmark.growth} if benchmark and benchmark.growth else {}
    times = dict.fromkeys([start_us, *(day.time_us for day in course.days), end_us])
    return [GrowthPoint(at, own.get(at), theirs.get(at)) for at in times]


def _known(days: Sequence[HistoryPoint], spans: Sequence[HeldSpan]) -> list[tuple[HistoryPoint, "_WholeSpan"]]:
    """Each day's end with its span, where both ends are known and something was held."""
    return [
        (point, _WholeSpan(span.start_value, span.end_value))
        for point, span in zip(days[1:], spans, strict=True)
        if span.start_value is not None and span.end_value is not None and span.start_value > 0
    ]


class _WholeSpan(NamedTuple):
    start_value: Decimal
    end_value: Decimal


def _money_weighted(line: Timeline, prices: Prices, span_us: tuple[int, int]) -> Return:
    start_us, end_us = span_us
    begins = _value(line, prices, start_us - 1, start_us)
    ends = _value(line, prices, end_us, end_us)
    if begins is None or ends is None:
        return Return(None, ReturnReason.UNKNOWN_VALUE)
    flows = [Flow(start_us, begins)] if begins else []
    for at, amount in line.flows_in(start_us, end_us):
        if amount is None:
            return Return(None, ReturnReason.UNKNOWN_FLOW)
        flows.append(Flow(at, amount))
    return money_weighted(flows, ends, end_us)


def _value(line: Timeline, prices: Prices, held_us: int, priced_us: int) -> Decimal | None:
    return worth_of(line.held_at(held_us), lambda asset: prices.at(asset, priced_us)).whole


async def _contributions(
    ledger: Ledger, rules: Rules, prices: Prices, span_us: tuple[int, int]
) -> list[tuple[str, Decimal | None]]:
    """What each asset earned in the span: its gains at the end less those at the start. None: not known."""
    line = timeline_of(ledger.outcome, ledger.rows, rules)
    start_us, end_us = span_us
    # The end first: the outcome of the whole ledger grows when rows are added.
    at_end = gains_of(await _outcome_at(ledger, rules, end_us), _worths(line, prices, end_us, end_us))
    before = await _outcome_at(ledger, rules, start_us - 1)
    at_start = gains_of(before, _worths(line, prices, start_us - 1, start_us))
    found = [(asset, _difference(gain, at_start.get(asset, _ZERO))) for asset, gain in at_end.items()]
    return sorted((each for each in found if each[1] != 0), key=lambda each: (each[1] is None, -(each[1] or _ZERO)))


async def _outcome_at(ledger: Ledger, rules: Rules, time_us: int) -> Outcome:
    """What followed from the rows up to `time_us`, itself included."""
    count = bisect_right(ledger.rows, time_us, key=lambda row: row.transaction.time_us)
    if count == len(ledger.rows):
        return ledger.outcome
    return await asyncio.to_thread(outcome_of, ledger.rows[:count], rules)


def _worths(line: Timeline, prices: Prices, held_us: int, priced_us: int) -> dict[str, Decimal | None]:
    return {asset: _worth(quantity, prices.at(asset, priced_us)) for asset, quantity in line.held_at(held_us).items()}


def _worth(quantity: Decimal, price: Decimal | None) -> Decimal | None:
    return None if price is None else EXACT.multiply(quantity, price)


def _difference(after: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if after is None or before is None else EXACT.subtract(after, before)


async def _benchmark(
    deps: Dependencies, of: str | Portfolio, course: Course, span_us: tuple[int, int]
) -> BenchmarkFigures:
    if isinstance(of, Portfolio):
        spans = (await course_of(deps, of, span_us)).spans
        found = time_weighted([span for _, span in spans])
        return BenchmarkFigures(of, found.percent, found.reason, growth_percent(spans))
    begins, ends = course.prices.at(of, span_us[0]), course.prices.at(of, span_us[1])
    if not begins or ends is None:
        return BenchmarkFigures(of, None, UnknownReason.NO_PRICE, {})
    prices = {**course.closes.get(of, {}), span_us[1]: ends}
    growth = {at: float(price / begins - 1) * 100 for at, price in prices.items()}
    return BenchmarkFigures(of, growth[span_us[1]], None, growth)
