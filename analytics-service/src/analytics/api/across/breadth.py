"""How much of the market takes part."""

from collections.abc import Sequence
from statistics import median, stdev
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from shared.events.values import Interval
from shared.http.parameters import row_cost
from shared.http.representations import revalidate

from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, rounded, status
from analytics.api.across.market_answers import AboveAverage, Breadth, Extremes, LeftOut, Share
from analytics.api.across.reader import MarketReader, of_market
from analytics.api.deps import SettingsDep
from analytics.api.parameters import CandleInterval
from analytics.engine.reasons import FigureReason
from analytics.market.wide.breadth import SMA_PERIODS, Counted
from analytics.market.wide.breadth_reading import StoredBreadth, breadth_span, read_breadth
from analytics.settings import Settings

router = APIRouter(prefix="/analytics", tags=["analytics across coins"])

MIN_COINS: Final = 5
"""A share of fewer coins is no breadth."""
_COST: Final = row_cost(rows=1_000)


@router.get("/breadth", openapi_extra=_COST)
async def read_breadth_of_market(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    interval: CandleInterval = Interval.DAY,
    period: Annotated[int, Query(ge=2, le=400, description="A new high is above this many candles before it")] = 20,
) -> Breadth:
    """Count the coins above their averages, those that rise and fall, and those at new extremes."""
    revalidate(response)
    return as_answer(await stored_breadth(market, interval, period), interval, period, settings)


async def stored_breadth(market: MarketReader, interval: Interval, period: int) -> StoredBreadth:
    """Of all coins that have a composite candle."""
    async with market.snapshot() as view:
        coins = view.catalogue.coins
        newest_us = await view.newest(coins, interval)
        span = breadth_span(newest_us or 0, interval, period)
        reading = of_market(
            "breadth",
            interval,
            period,
            len(coins),
            state=await view.state(coins, span),
            compute=lambda: read_breadth(view.conn, coins, span, period),
        )
        return await market.read(StoredBreadth, reading)


def as_answer(stored: StoredBreadth, interval: Interval, period: int, settings: Settings) -> Breadth:
    found, changes = stored.found, [change for change in stored.found.changes if change is not None]
    enough = len(changes) >= MIN_COINS
    present = len(stored.coin_ids) - len(found.left_out)
    reason = None if present >= MIN_COINS else FigureReason.NOT_ENOUGH if present else FigureReason.NO_DATA
    return Breadth(
        **Ages(settings, interval).of(stored.as_of_us, reason),
        interval=interval,
        coins=len(stored.coin_ids),
        status=status(found.rank),
        above_sma=[
            AboveAverage(**_share(len(above.coins), above.n), period=sma)
            for sma, above in zip(SMA_PERIODS, found.above, strict=True)
        ],
        rising=Share(**_share(sum(change > 0 for change in changes), len(changes))),
        falling=Share(**_share(sum(change < 0 for change in changes), len(changes))),
        unchanged=Share(**_share(sum(change == 0 for change in changes), len(changes))),
        new_highs=_extremes(found.highs, stored.coin_ids, period),
        new_lows=_extremes(found.lows, stored.coin_ids, period),
        median_change_24h_percent=rounded(100 * median(changes), 4) if enough else None,
        dispersion_percent=rounded(100 * stdev(changes), 4) if enough else None,
        dispersion_n=len(changes),
        left_out=[
            LeftOut(coin_id=stored.coin_ids[at], reason=_why_left_out(stored.as_of_us[at])) for at in found.left_out
        ],
    )


def _share(count: int, n: int) -> dict[str, Any]:
    enough = n >= MIN_COINS
    return {
        "count": count,
        "n": n,
        "percent": rounded(100 * count / n, 2) if enough else None,
        "reason": None if enough else FigureReason.NOT_ENOUGH if n else FigureReason.NO_DATA,
    }


def _extremes(counted: Counted, coin_ids: Sequence[str], period: int) -> Extremes:
    coins = [coin_ids[at] for at in counted.coins]
    return Extremes(**_share(len(coins), counted.n), period=period, coins=coins)


def _why_left_out(as_of_us: int | None) -> FigureReason:
    return FigureReason.NO_DATA if as_of_us is None else FigureReason.VENUE_STALE
