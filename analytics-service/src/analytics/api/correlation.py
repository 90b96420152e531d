"""How two coins move together."""

from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response
from shared.clock import from_us, now_us
from shared.errors import UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval, Venue
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.answers import Freshness, freshness, is_overdue
from analytics.api.deps import FiguresDep, SettingsDep
from analytics.api.parameters import AtVenue, CandleInterval, CoinId, Returns
from analytics.indicators.decimals import decimal

router = APIRouter(prefix="/analytics", tags=["analytics"])


class PairCorrelation(Freshness):
    """Pearson over the returns of common open times from `start` to `end`, both included."""

    coin_id_1: str
    coin_id_2: str
    instrument_id_1: str
    instrument_id_2: str
    interval: Interval
    period: int
    value: DecimalText | None
    n: int
    warm: bool
    status: CandleStatus
    start: datetime | None
    end: datetime | None


# In rows: the candles of two coins, and some more where common ones are missing.
_COST: Final = row_cost(PerUnit("period", 2), rows=50)


@router.get("/correlation/{coin_id_1}/{coin_id_2}", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def read_correlation(
    *,
    figures: FiguresDep,
    settings: SettingsDep,
    response: Response,
    coin_id_1: CoinId,
    coin_id_2: CoinId,
    interval: CandleInterval = Interval.HOUR,
    period: Returns = 168,
    venue: AtVenue = Venue.COMPOSITE,
) -> PairCorrelation:
    """Correlate the returns of two coins."""
    first, second, pair = await figures.pair(coin_id_1, coin_id_2, venue, interval, period)
    revalidate(response)
    found, known = pair.found, [at for at in pair.as_of_us if at is not None]
    now, grace = now_us(), settings.stale_grace_us
    overdue = any(is_overdue(at, interval, now, grace) for at in known)
    return PairCorrelation(
        **freshness(max(known, default=None), venue.value, pair.reason, overdue=overdue),
        coin_id_1=first.coin_id,
        coin_id_2=second.coin_id,
        instrument_id_1=first.instrument_id,
        instrument_id_2=second.instrument_id,
        interval=interval,
        period=period,
        value=decimal(found.value),
        n=found.n,
        warm=found.warm,
        status=found.status,
        start=from_us(found.from_us) if found.from_us is not None else None,
        end=from_us(found.to_us) if found.to_us is not None else None,
    )
