"""Gathers how a portfolio went through a span of time: from the ledger, candles, and prices at its flows."""

import asyncio
from collections.abc import Sequence
from typing import Final, NamedTuple

from shared.events.values import Interval

from portfolio.injection import Dependencies
from portfolio.ledger.portfolio import Portfolio
from portfolio.performance.closes import fetch_closes
from portfolio.performance.history import Closes, History, HistoryPoint, TimedSpan, flow_spans, history_of, spans_of
from portfolio.performance.prices import Prices
from portfolio.performance.returns import HeldSpan
from portfolio.performance.timeline import Timeline, timeline_of

_MOST_PRICES: Final = 20_000
"""With more flows times assets, flows are counted by the day."""


class Course(NamedTuple):
    """`spans` from flow to flow and from day to day; only from day to day where there are too many flows.

    `closes`: also of coins that were asked for besides. `unlisted`: what has no price anywhere, and is left out.
    """

    line: Timeline
    prices: Prices
    closes: Closes
    days: list[HistoryPoint]
    daily: list[HeldSpan]
    spans: list[TimedSpan]
    unlisted: list[str]


async def value_history(
    deps: Dependencies, portfolio: Portfolio, interval: Interval, span_us: tuple[int, int]
) -> History:
    """At the end of each interval in the span."""
    line = await _timeline(deps, portfolio)
    times = _times(interval, span_us)
    closes = await _closes(deps, portfolio, line.assets, interval, times)
    points = await asyncio.to_thread(history_of, line, closes, times, portfolio.base_currency)
    return History(points, _unlisted(deps, portfolio, line))


async def course_of(
    deps: Dependencies, portfolio: Portfolio, span_us: tuple[int, int], coins: Sequence[str] = ()
) -> Course:
    """`coins`: of which prices are wanted besides."""
    line, prices = await _timeline(deps, portfolio), Prices(portfolio.base_currency)
    unlisted = _unlisted(deps, portfolio, line)
    line = line.without(unlisted)
    assets = [*line.assets, *coins]
    flows = [at for at, _ in await asyncio.to_thread(line.flows_in, *span_us)]
    by_day = len(flows) * len(line.assets) > _MOST_PRICES
    await prices.load(deps, assets, [*span_us] if by_day else [*span_us, *flows])
    times = _times(Interval.DAY, span_us)
    closes = await _closes(deps, portfolio, assets, Interval.DAY, times)
    prices.put(closes)

    def compute() -> Course:
        days = history_of(line, closes, times, portfolio.base_currency)
        daily = list(spans_of(line, days))
        if by_day:
            spans = [(day.time_us, span) for day, span in zip(days[1:], daily, strict=True)]
        else:
            spans = list(flow_spans(line, span_us, prices.at, times))
        return Course(line, prices, closes, days, daily, spans, unlisted)

    return await asyncio.to_thread(compute)


async def _timeline(deps: Dependencies, portfolio: Portfolio) -> Timeline:
    ledger = await deps.ledgers.read(portfolio)
    return timeline_of(ledger.outcome, ledger.rows, portfolio.rules())


def _unlisted(deps: Dependencies, portfolio: Portfolio, line: Timeline) -> list[str]:
    return [one for one in line.assets if one != portfolio.base_currency and deps.coins.series_of(one) is None]


def _times(interval: Interval, span_us: tuple[int, int]) -> list[int]:
    """The ends of the intervals in the span."""
    return list(range(interval.floor(span_us[0] + interval.us - 1), span_us[1] + 1, interval.us))


async def _closes(
    deps: Dependencies, portfolio: Portfolio, assets: Sequence[str], interval: Interval, times_us: Sequence[int]
) -> Closes:
    if not times_us:
        return {}
    span_us = times_us[0] - interval.us, times_us[-1]
    async with deps.database.begin() as conn:
        return await fetch_closes(conn, deps.coins, assets, portfolio.base_currency, interval, span_us)
