"""Coins compared as if each had cost 100 at a common start."""

from datetime import datetime
from math import isnan
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from shared.clock import from_us, to_us
from shared.errors import InvalidFieldError, UnknownCoinError
from shared.events.values import Interval
from shared.http.parameters import Time, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, rounded, time
from analytics.api.across.market_answers import ComparedCoin, RebasedComparison
from analytics.api.across.parameters import Coins
from analytics.api.deps import SettingsDep
from analytics.api.parameters import CandleInterval
from analytics.engine.reasons import FigureReason
from analytics.indicators.decimals import decimal
from analytics.market.candles.catalogue import ListedCoin
from analytics.market.candles.columns import CandleColumns, empty, worst_status
from analytics.market.candles.grid import close_grid
from analytics.market.candles.sql import CandleSpan, fetch_columns
from analytics.market.wide.rebased import Rebased, rebased

router = APIRouter(prefix="/analytics", tags=["analytics across coins"])

MOST_COINS: Final = 20
MOST_TIMES: Final = 2_000
_USUAL_TIMES: Final = 720
_COST: Final = row_cost(rows=2_000)


@router.get("/compare", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def read_comparison(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coins: Coins,
    start: Annotated[Time | None, Query(description="From this time on; without it the newest 720 candles")] = None,
    interval: CandleInterval = Interval.HOUR,
) -> RebasedComparison:
    """Rebase coins to 100 at the first open time that all of them have a candle at. Gaps are null, never bridged."""
    async with market.snapshot() as view:
        chosen = view.coins(coins)[: None if coins else MOST_COINS]
        if len(chosen) > MOST_COINS:
            raise InvalidFieldError("coins", f"names {len(chosen)} coins, at most {MOST_COINS} are compared")
        span = _span(start, interval, await view.newest(chosen, interval))
        found = await fetch_columns(view.conn, [coin.composite for coin in chosen], span)
    revalidate(response)
    columns = [found.get(coin.composite) or empty() for coin in chosen]
    line = rebased(close_grid(columns, interval, span.start_us, span.end_us))
    ages = Ages(settings, interval)
    base_us = None if line.base is None else span.start_us + line.base * interval.us
    reason = None if base_us is not None else FigureReason.NO_COMMON_START if found else FigureReason.NO_DATA
    return RebasedComparison(
        **ages.of((one.as_of_us for one in columns), reason),
        interval=interval,
        start=from_us(span.start_us),
        base_time=time(base_us),
        times=[from_us((base_us or 0) + at * interval.us) for at in range(len(line.closes))],
        items=[_compared(coin, columns[at], line, at, base_us, ages) for at, coin in enumerate(chosen)],
    )


def _span(start: datetime | None, interval: Interval, newest_us: int | None) -> CandleSpan:
    """From the first open time at or after `start` to the newest candle, both included."""
    end_us = 0 if newest_us is None else newest_us + interval.us
    first = end_us - _USUAL_TIMES * interval.us if start is None else -(-to_us(start) // interval.us) * interval.us
    if (end_us - first) // interval.us > MOST_TIMES:
        raise InvalidFieldError("start", f"is more than {MOST_TIMES} candles of {interval} back: use a longer one")
    return CandleSpan(interval, first, max(first, end_us))


def _compared(
    coin: ListedCoin, candles: CandleColumns, line: Rebased, at: int, base_us: int | None, ages: Ages
) -> ComparedCoin:
    values = line.closes[:, at].tolist() if line.base is not None else []
    used = candles.open_times_us >= (base_us if base_us is not None else 0)
    last = next((value for value in reversed(values) if not isnan(value)), None)
    base = candles.closes[candles.open_times_us == base_us] if base_us is not None else candles.closes[:0]
    overdue = ages.overdue(candles.as_of_us)
    reason = None if last is not None else FigureReason.NO_COMMON_START if len(candles) else FigureReason.NO_DATA
    return ComparedCoin(
        coin_id=coin.coin_id,
        instrument_id=coin.composite,
        base_close=decimal(float(base[0])) if len(base) else None,
        change_percent=None if last is None else rounded(last - 100, 4),
        n=int(used.sum()) if last is not None else 0,
        status=worst_status(candles.ranks[used]) if last is not None else None,
        as_of=time(candles.as_of_us),
        stale=overdue,
        reason=reason or (FigureReason.VENUE_STALE if overdue else None),
        values=[rounded(value, 6) for value in values],
    )
