"""How all pairs of many coins move together."""

from typing import Final

from fastapi import APIRouter, Response
from shared.errors import UnknownCoinError
from shared.events.values import Interval
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, band, rounded, status
from analytics.api.across.market_answers import CorrelationMatrix
from analytics.api.across.parameters import Coins, MatrixPeriod
from analytics.api.across.reader import MarketReader, of_market
from analytics.api.deps import SettingsDep
from analytics.api.parameters import CandleInterval
from analytics.engine.reasons import FigureReason
from analytics.market.candles.catalogue import ListedCoin
from analytics.market.pairs.matrix_reading import StoredMatrix, matrix_span, read_matrix

router = APIRouter(prefix="/analytics", tags=["analytics across coins"])

# In rows: a fifth of the candles of twenty coins.
_COST: Final = row_cost(PerUnit("period", 4), rows=100)


@router.get("/correlation-matrix", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def read_correlation_matrix(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coins: Coins,
    interval: CandleInterval = Interval.HOUR,
    period: MatrixPeriod = 168,
) -> CorrelationMatrix:
    """Correlate the returns of every pair of coins, each pair on its last `period` common returns."""
    chosen, found = await stored_matrix(market, coins, interval, period)
    revalidate(response)
    ages, size = Ages(settings, interval), range(len(chosen))
    known = [value for i in size for value in found.values[i][i + 1 :] if value is not None]
    reasons = [[_reason(found, i, j, period) for j in size] for i in size]
    ranks = [rank for i in size for j, rank in enumerate(found.ranks[i]) if found.n[i][j]]
    reason = None if known else next((one for row in reasons for one in row if one), FigureReason.NO_DATA)
    return CorrelationMatrix(
        **ages.of(found.as_of_us, reason),
        interval=interval,
        period=period,
        coins=[coin.coin_id for coin in chosen],
        instrument_ids=[coin.composite for coin in chosen],
        order=[chosen[at].coin_id for at in found.order],
        values=[[rounded(value, 12) for value in row] for row in found.values],
        n=[list(row) for row in found.n],
        interval_95=[
            [band(*ends) for ends in zip(*rows, strict=True)] for rows in zip(found.low, found.high, strict=True)
        ],
        statuses=[[status(found.ranks[i][j]) if found.n[i][j] else None for j in size] for i in size],
        reasons=reasons,
        status=status(max(ranks, default=None)),
        mean=rounded(sum(known) / len(known), 6) if known else None,
        mean_n=len(known),
        stale_coins=[coin.coin_id for coin, at in zip(chosen, found.as_of_us, strict=True) if ages.overdue(at)],
    )


async def stored_matrix(
    market: MarketReader, names: list[str] | None, interval: Interval, period: int
) -> tuple[list[ListedCoin], StoredMatrix]:
    async with market.snapshot() as view:
        coins = view.coins(names)
        newest_us = await view.newest(coins, interval)
        if newest_us is None:
            return coins, await read_matrix(view.conn, coins, interval, period, 0)
        state = await view.state(coins, matrix_span(newest_us, interval, period, 3))
        reading = of_market(
            "correlation-matrix",
            interval,
            period,
            *(coin.composite for coin in coins),
            state=state,
            compute=lambda: read_matrix(view.conn, coins, interval, period, newest_us),
        )
        return coins, await market.read(StoredMatrix, reading)


def _reason(found: StoredMatrix, first: int, second: int, period: int) -> FigureReason | None:
    """Why a pair has no value."""
    if found.values[first][second] is not None:
        return None
    if found.as_of_us[first] is None or found.as_of_us[second] is None:
        return FigureReason.NO_DATA
    return FigureReason.WARMING_UP if found.n[first][second] < period else FigureReason.NO_VARIANCE
