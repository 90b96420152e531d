"""Routes /portfolio/{portfolio_id}/history and /performance: value over time, and what was earned."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.clock import from_us, now_us, to_us
from shared.errors import InvalidFieldError
from shared.events.values import Interval
from shared.http.parameters import PerDay, Span, TimeSpan, row_cost
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, Dependencies, Deps, ReadPortfolio
from portfolio.ledger.errors import UnknownPortfolioError
from portfolio.ledger.outcome import UnknownReason
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.routes.fields import ExactText
from portfolio.ledger.sql.portfolios import fetch_portfolio
from portfolio.performance.course import value_history
from portfolio.performance.flow import BenchmarkFigures, Performance, performance_of
from portfolio.performance.returns import ReturnReason
from portfolio.valuation.routes import ExcludedItem

router = APIRouter(prefix="/portfolio/{portfolio_id}", tags=["performance"])

_MOST_POINTS = 5_000
_BENCHMARK = "What to compare with: a coin, or another portfolio of the account with the same base currency"


class HistoryItem(BaseModel):
    time: datetime
    value: ExactText | None
    """Of the assets whose price of that time is known; null: of none."""
    net_contributions: ExactText
    complete: bool
    missing: list[str]


class PortfolioHistory(BaseModel):
    interval: str
    base_currency: str
    items: list[HistoryItem]
    excluded: list[ExcludedItem]
    """What no exchange lists: it is missing as long as it is held."""


class DayItem(BaseModel):
    time: datetime
    percent: float


class ContributionItem(BaseModel):
    coin_id: str
    gain: ExactText | None


class BenchmarkItem(BaseModel):
    """Of a coin, or of another portfolio: the other id is null."""

    coin_id: str | None
    portfolio_id: UUID | None
    twr_percent: float | None
    reason: UnknownReason | ReturnReason | None


class GrowthItem(BaseModel):
    """Since the start of the span. null: not known, or nothing to compare with."""

    time: datetime
    twr_percent: float | None
    benchmark_percent: float | None


class PerformanceItem(BaseModel):
    start: datetime
    end: datetime
    twr_percent: float | None
    mwr_percent: float | None
    annualized: bool
    """Whether `twr_percent` is of a year; `mwr_percent` always is."""
    span_days: int
    reason: ReturnReason | None
    mwr_reason: ReturnReason | None
    max_drawdown_percent: float | None
    volatility_percent: float | None
    best: DayItem | None
    worst: DayItem | None
    contributions: list[ContributionItem]
    benchmark: BenchmarkItem | None
    growth: list[GrowthItem]
    """At the start of the span, at each day's end in it, and at its end."""
    excluded: list[ExcludedItem]
    """What no exchange lists: the returns are as if it were not in the portfolio. `contributions` still name it."""


@router.get(
    "/history",
    operation_id="read_history",
    openapi_extra=row_cost(PerDay(rows=1, default=730, most=_MOST_POINTS)),
    responses=problems(*OF_PORTFOLIO),
)
async def read_history(
    deps: Deps,
    portfolio: ReadPortfolio,
    span: Span,
    interval: Annotated[Literal["1h", "1d"], Query()] = "1d",
) -> PortfolioHistory:
    """What it was worth at the end of each interval, from the ledger as it stands now."""
    length = Interval(interval)
    start_us, end_us = await _span(deps, portfolio, span)
    _check_points(start_us, end_us, length)
    found = await value_history(deps, portfolio, length, (start_us, end_us))
    return PortfolioHistory(
        interval=interval,
        base_currency=portfolio.base_currency,
        items=[
            HistoryItem(
                time=from_us(point.time_us),
                value=point.value,
                net_contributions=point.contributions,
                complete=not point.missing,
                missing=list(point.missing),
            )
            for point in found.points
        ],
        excluded=_excluded(found.unlisted),
    )


@router.get("/performance", operation_id="read_performance", responses=problems(*OF_PORTFOLIO))
async def read_performance(
    deps: Deps,
    portfolio: ReadPortfolio,
    span: Span,
    benchmark: Annotated[str | None, Query(max_length=64, description=_BENCHMARK)] = None,
) -> PerformanceItem:
    """Time-weighted and money-weighted return, and what they are made of."""
    with_what = None if benchmark is None else await _compared(deps, portfolio, benchmark)
    span_us = await _span(deps, portfolio, span)
    _check_points(*span_us, Interval.DAY)
    return _item(await performance_of(deps, portfolio, span_us, with_what))


def _check_points(start_us: int, end_us: int, interval: Interval) -> None:
    if (end_us - start_us) // interval.us > _MOST_POINTS:
        raise InvalidFieldError("start", f"a history has at most {_MOST_POINTS} points: choose a later start")


async def _compared(deps: Dependencies, portfolio: Portfolio, benchmark: str) -> str | Portfolio:
    """The coin, or the other portfolio of the same owner. Flows are known in the base currency only: it must be one."""
    try:
        portfolio_id = UUID(benchmark)
    except ValueError:
        return deps.coins.resolve(benchmark, "benchmark")
    async with deps.database.begin() as conn:
        other = await fetch_portfolio(conn, portfolio.user_id, portfolio_id)
    if other is None:
        raise UnknownPortfolioError
    if other.base_currency != portfolio.base_currency:
        theirs, ours = other.base_currency, portfolio.base_currency
        raise InvalidFieldError("benchmark", f"is counted in {theirs}, not in {ours}: returns cannot be compared")
    return other


def _item(one: Performance) -> PerformanceItem:
    start_us, end_us = one.span_us
    return PerformanceItem(
        start=from_us(start_us),
        end=from_us(end_us),
        twr_percent=one.time_weighted.percent,
        mwr_percent=one.money_weighted.percent,
        annualized=False,
        span_days=one.span_days,
        reason=one.time_weighted.reason,
        mwr_reason=one.money_weighted.reason,
        max_drawdown_percent=one.max_drawdown_percent,
        volatility_percent=one.volatility_percent,
        best=None if one.best is None else DayItem(time=from_us(one.best[0]), percent=one.best[1]),
        worst=None if one.worst is None else DayItem(time=from_us(one.worst[0]), percent=one.worst[1]),
        contributions=[ContributionItem(coin_id=coin, gain=gain) for coin, gain in one.contributions],
        benchmark=_benchmark(one.benchmark),
        growth=[
            GrowthItem(
                time=from_us(point.time_us), twr_percent=point.percent, benchmark_percent=point.benchmark_percent
            )
            for point in one.growth
        ],
        excluded=_excluded(one.unlisted),
    )


def _excluded(unlisted: list[str]) -> list[ExcludedItem]:
    return [ExcludedItem(coin_id=asset, reason=UnknownReason.NO_PRICE) for asset in unlisted]


def _benchmark(one: BenchmarkFigures | None) -> BenchmarkItem | None:
    if one is None:
        return None
    coin_id, portfolio_id = (None, one.of.portfolio_id) if isinstance(one.of, Portfolio) else (one.of, None)
    return BenchmarkItem(coin_id=coin_id, portfolio_id=portfolio_id, twr_percent=one.percent, reason=one.reason)


async def _span(deps: Dependencies, portfolio: Portfolio, span: TimeSpan) -> tuple[int, int]:
    """From the first transaction to now, unless the caller says otherwise."""
    end_us = min(now_us(), now_us() if span.end is None else to_us(span.end))
    if span.start is not None:
        return min(to_us(span.start), end_us), end_us
    ledger = await deps.ledgers.read(portfolio)
    first = ledger.rows[0].transaction.time_us if ledger.rows else end_us
    return min(first, end_us), end_us
