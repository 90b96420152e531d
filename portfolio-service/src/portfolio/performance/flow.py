"""Gathers what history and performance are computed from: the ledger, candles, prices of now."""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from shared.clock import now_us
from shared.events.values import Interval

from portfolio.injection import Dependencies
from portfolio.ledger.currencies import USD
from portfolio.ledger.fold import Rules, outcome_of
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import Outcome, UnknownReason
from portfolio.ledger.portfolio import Portfolio
from portfolio.performance.closes import fetch_closes
from portfolio.performance.history import HistoryPoint, flow_spans, history_of, spans_of, worth_of
from portfolio.performance.returns import (
    Flow,
    HeldSpan,
    Return,
    ReturnReason,
    max_drawdown_percent,
    money_weighted,
    time_weighted,
    volatility_percent,
)
from portfolio.performance.timeline import Timeline, gains_of
from portfolio.valuation.ledgers import Ledger
from portfolio.valuation.past_prices import fetch_past_prices

_DAY_US: Final = Interval.DAY.us
_MOST_PRICES: Final = 20_000
"""With more flows times assets, flows are counted by the day."""
_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)
_PLACES: Final = Decimal("1e-18")
_RECENT_US: Final = 60_000_000
"""What is not older has the price of now."""


class BenchmarkFigures(NamedTuple):
    """`of`: the coin, or the portfolio, that was compared with."""

    of: str | Portfolio
    percent: float | None
    reason: UnknownReason | ReturnReason | None


class Performance(NamedTuple):
    """`best` and `worst`: the day's end (µs) and its return in per cent. `contributions`: the largest first."""

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


async def value_history(
    deps: Dependencies, portfolio: Portfolio, interval: Interval, span_us: tuple[int, int]
) -> list[HistoryPoint]:
    """At the end of each interval in the span."""
    line = await timeline(deps, portfolio)
    return await _history(deps, portfolio, line, interval, span_us)


async def timeline(deps: Dependencies, portfolio: Portfolio) -> Timeline:
    ledger = await deps.ledgers.read(portfolio)
    return Timeline(ledger.outcome, ledger.rows, portfolio.rules())


async def _history(
    deps: Dependencies, portfolio: Portfolio, line: Timeline, interval: Interval, span_us: tuple[int, int]
) -> list[HistoryPoint]:
    first = interval.floor(span_us[0] + interval.us - 1)
    times = list(range(first, span_us[1] + 1, interval.us))
    async with deps.database.begin() as conn:
        closes = await fetch_closes(
            conn,
            deps.coins,
            line.assets,
            portfolio.base_currency,
            interval,
            (first - interval.us, span_us[1]),
        )
    return await asyncio.to_thread(history_of, line, closes, times, portfolio.base_currency)


class _Course(NamedTuple):
    """A portfolio through a span: `spans` from flow to flow, or from day to day where there are too many flows."""

    line: Timeline
    prices: "_Prices"
    days: list[HistoryPoint]
    daily: list[HeldSpan]
    spans: list[HeldSpan]


async def _course(
    deps: Dependencies, portfolio: Portfolio, span_us: tuple[int, int], coins: Sequence[str] = ()
) -> _Course:
    """`coins`: of which prices are wanted besides."""
    line = await timeline(deps, portfolio)
    prices = _Prices(portfolio.base_currency)
    flows = [at for at, _ in await asyncio.to_thread(line.flows_in, *span_us)]
    by_day = len(flows) * len(line.assets) > _MOST_PRICES
    await prices.load(deps, [*line.assets, *coins], [*span_us] if by_day else [*span_us, *flows])
    days = await _history(deps, portfolio, line, Interval.DAY, span_us)
    daily = await asyncio.to_thread(lambda: list(spans_of(line, days)))
    spans = daily if by_day else await asyncio.to_thread(lambda: list(flow_spans(line, span_us, prices.at)))
    return _Course(line, prices, days, daily, spans)


async def performance_of(
    deps: Dependencies, portfolio: Portfolio, span_us: tuple[int, int], benchmark: str | Portfolio | None
) -> Performance:
    """`benchmark`: a coin, or a portfolio of the same base currency."""
    coins = [benchmark] if isinstance(benchmark, str) else []
    line, prices, days, daily, spans = await _course(deps, portfolio, span_us, coins)
    returns = [(point.time_us, (span.end_value / span.start_value - 1) * 100) for point, span in _known(days, daily)]
    return Performance(
        span_us=span_us,
        span_days=(span_us[1] - span_us[0]) // _DAY_US,
        time_weighted=time_weighted(spans),
        money_weighted=await asyncio.to_thread(_money_weighted, line, prices, span_us),
        max_drawdown_percent=max_drawdown_percent(daily or spans),
        volatility_percent=volatility_percent(daily),
        best=max(((at, float(gain)) for at, gain in returns), key=lambda each: each[1], default=None),
        worst=min(((at, float(gain)) for at, gain in returns), key=lambda each: each[1], default=None),
        contributions=await _contributions(await deps.ledgers.read(portfolio), portfolio.rules(), prices, span_us),
        benchmark=None if benchmark is None else await _benchmark(deps, benchmark, prices, span_us),
    )


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


class _Prices:
    """Prices at chosen times, in the base currency."""

    def __init__(self, base_currency: str) -> None:
        self._base = base_currency
        self._prices: dict[tuple[str, int], Decimal] = {}

    async def load(self, deps: Dependencies, assets: Sequence[str], times_us: Sequence[int]) -> None:
        recent = now_us() - _RECENT_US
        past = [at for at in times_us if at < recent]
        named = {*assets, self._base}
        async with deps.database.begin() as conn:
            found = await fetch_past_prices(conn, deps.coins, [(asset, at) for asset in named for at in past])
        usd = {at: price.price for at, price in found.items()}
        for (asset, at), price in usd.items():
            rate = _ONE if self._base == USD else usd.get((self._base, at))
            if rate:
                self._prices[asset, at] = EXACT.divide(price, rate).quantize(_PLACES, context=EXACT)
        now = deps.prices.of(assets, self._base)
        for at in times_us:
            if at >= recent:
                self._prices |= {(asset, at): one.price for asset, one in now.items() if one.price is not None}

    def at(self, asset: str, time_us: int) -> Decimal | None:
        return _ONE if asset == self._base else self._prices.get((asset, time_us))


def _money_weighted(line: Timeline, prices: _Prices, span_us: tuple[int, int]) -> Return:
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


def _value(line: Timeline, prices: _Prices, held_us: int, priced_us: int) -> Decimal | None:
    return worth_of(line.held_at(held_us), lambda asset: prices.at(asset, priced_us)).whole


async def _contributions(
    ledger: Ledger, rules: Rules, prices: _Prices, span_us: tuple[int, int]
) -> list[tuple[str, Decimal | None]]:
    """What each asset earned in the span: its gains at the end less those at the start. None: not known."""
    line = Timeline(ledger.outcome, ledger.rows, rules)
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


def _worths(line: Timeline, prices: _Prices, held_us: int, priced_us: int) -> dict[str, Decimal | None]:
    return {asset: _worth(quantity, prices.at(asset, priced_us)) for asset, quantity in line.held_at(held_us).items()}


def _worth(quantity: Decimal, price: Decimal | None) -> Decimal | None:
    return None if price is None else EXACT.multiply(quantity, price)


def _difference(after: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if after is None or before is None else EXACT.subtract(after, before)


async def _benchmark(
    deps: Dependencies, of: str | Portfolio, prices: _Prices, span_us: tuple[int, int]
) -> BenchmarkFigures:
    if isinstance(of, Portfolio):
        found = time_weighted((await _course(deps, of, span_us)).spans)
        return BenchmarkFigures(of, found.percent, found.reason)
    begins, ends = prices.at(of, span_us[0]), prices.at(of, span_us[1])
    if not begins or ends is None:
        return BenchmarkFigures(of, None, UnknownReason.NO_PRICE)
    return BenchmarkFigures(of, float(ends / begins - 1) * 100, None)
