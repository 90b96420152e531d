"""The market in one answer: how it moves, how much together, and what stands out."""

from math import isnan
from typing import Final

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval
from shared.http.parameters import row_cost
from shared.http.representations import revalidate

from analytics.api.across.anomalies import stored_anomalies
from analytics.api.across.breadth import as_answer, stored_breadth
from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, rounded, status
from analytics.api.across.market_answers import AboveAverage, Severity, Share
from analytics.api.across.matrix import stored_matrix
from analytics.api.answers import Freshness
from analytics.api.deps import SettingsDep
from analytics.engine.reasons import FigureReason
from analytics.market.pairs.matrix_reading import StoredMatrix
from analytics.market.screener.query import parse_query
from analytics.market.screener.reading import Screened

router = APIRouter(prefix="/analytics", tags=["analytics across coins"])

CORRELATION_PERIOD: Final = 168
ANOMALY_PERIOD: Final = 168
MOVERS: Final = 5
_EXTREME_PERIOD: Final = 20
_COST: Final = row_cost(rows=3_000)


class Mover(Freshness):
    """As old as the coin's price."""

    coin_id: str
    symbol: str
    change_24h_percent: DecimalText
    n: int
    status: CandleStatus | None


class MeanCorrelation(BaseModel):
    """Mean over the pairs of the first 20 coins whose correlation is known."""

    value: DecimalText | None
    n: int
    interval: Interval
    period: int
    reason: FigureReason | None


class MarketSummary(Freshness):
    """`volume_24h` sums the `volume_n` coins whose volume is known. Breadth and dispersion are of hourly candles.

    Coins whose price is stale neither lead nor lag. Anomalies are those of the first `anomalies_n` coins.
    """

    coins: int
    status: CandleStatus | None
    volume_24h: DecimalText | None
    volume_n: int
    rising: Share
    falling: Share
    unchanged: Share
    median_change_24h_percent: DecimalText | None
    dispersion_percent: DecimalText | None
    dispersion_n: int
    above_sma: list[AboveAverage]
    leaders: list[Mover]
    laggards: list[Mover]
    mean_correlation: MeanCorrelation
    anomalies_n: int
    anomalies_24h: dict[Severity, int] = Field(examples=[{"notable": 4, "strong": 1, "extreme": 0}])


@router.get("/market-summary", openapi_extra=_COST)
async def read_market_summary(*, market: MarketDep, settings: SettingsDep, response: Response) -> MarketSummary:
    """Sum the market up: breadth, leaders and laggards, how much moves together, what stood out in 24 hours."""
    hour = Interval.HOUR
    breadth = as_answer(await stored_breadth(market, hour, _EXTREME_PERIOD), hour, _EXTREME_PERIOD, settings)
    movers = await market.screen(parse_query(None, "-change_24h_percent", "change_24h_percent,volume_24h", hour), hour)
    _, matrix = await stored_matrix(market, None, hour, CORRELATION_PERIOD)
    _, anomalies_n, anomalies = await stored_anomalies(market, None, hour, ANOMALY_PERIOD)
    revalidate(response)
    ages = Ages(settings, Interval.MINUTE)
    moving = [at for at in movers.matching if _is_moving(movers, at, ages)]
    volumes = [value for value in movers.figures["volume_24h"].values.tolist() if not isnan(value)]
    return MarketSummary(
        **ages.of(movers.as_of_us, breadth.reason),
        coins=breadth.coins,
        status=breadth.status,
        volume_24h=rounded(sum(volumes), 2) if volumes else None,
        volume_n=len(volumes),
        rising=breadth.rising,
        falling=breadth.falling,
        unchanged=breadth.unchanged,
        median_change_24h_percent=breadth.median_change_24h_percent,
        dispersion_percent=breadth.dispersion_percent,
        dispersion_n=breadth.dispersion_n,
        above_sma=breadth.above_sma,
        leaders=[_mover(movers, at, ages) for at in moving[:MOVERS]],
        laggards=[_mover(movers, at, ages) for at in reversed(moving[-MOVERS:])],
        mean_correlation=_mean_correlation(matrix),
        anomalies_n=anomalies_n,
        anomalies_24h={one: sum(found.severity == one for found in anomalies.items) for one in Severity},
    )


def _change(found: Screened, at: int) -> float | None:
    value = float(found.figures["change_24h_percent"].values[at])
    return None if isnan(value) else value


def _is_moving(found: Screened, at: int, ages: Ages) -> bool:
    return _change(found, at) is not None and not ages.overdue(found.as_of_us[at])


def _mover(found: Screened, at: int, ages: Ages) -> Mover:
    column = found.figures["change_24h_percent"]
    rank = int(column.ranks[at])
    change = rounded(_change(found, at), 4)
    if change is None:
        raise ValueError("a mover has a change")
    return Mover(
        **ages.of([found.as_of_us[at]]),
        coin_id=found.coins[at].coin_id,
        symbol=found.coins[at].symbol,
        change_24h_percent=change,
        n=int(column.n[at]),
        status=status(rank if rank >= 0 else None),
    )


def _mean_correlation(matrix: StoredMatrix) -> MeanCorrelation:
    known = [value for at, row in enumerate(matrix.values) for value in row[at + 1 :] if value is not None]
    return MeanCorrelation(
        value=rounded(sum(known) / len(known), 6) if known else None,
        n=len(known),
        interval=Interval.HOUR,
        period=CORRELATION_PERIOD,
        reason=None if known else FigureReason.NOT_ENOUGH,
    )
