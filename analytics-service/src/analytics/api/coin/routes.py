"""Figures of one coin beside its indicators: volatility regime, seasonality, volume profile."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from shared.clock import from_us
from shared.errors import UnknownCoinError
from shared.events.values import Interval, Venue
from shared.http.parameters import PerUnit, Span, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, band, known, rounded, status, time
from analytics.api.coin.answers import (
    PriceBin,
    Quantile,
    Regime,
    Season,
    Seasonality,
    SeasonBy,
    SeasonVerdict,
    VolatilityLevel,
    VolumeProfile,
)
from analytics.api.coin.reading import CoinFigures
from analytics.api.deps import SettingsDep
from analytics.api.parameters import AtVenue, CandleInterval, CoinId, InstrumentId, Returns, is_followed
from analytics.engine.reasons import FigureReason
from analytics.indicators.decimals import decimal
from analytics.market.coin.regime import QUANTILES, VolatilityRegime, level
from analytics.market.coin.seasonality import INTERVALS, SeasonMean, verdict
from analytics.market.coin.volume_profile import Profile

router = APIRouter(prefix="/analytics", tags=["analytics of one coin"])

_REGIME_COST: Final = row_cost(PerUnit("history", 0.2), rows=10)
_SEASON_COST: Final = row_cost(PerUnit("days", 5), rows=30)
_PROFILE_COST: Final = row_cost(rows=2_000)


@router.get("/regime/{coin_id}", responses=problems(UnknownCoinError), openapi_extra=_REGIME_COST)
async def read_volatility_regime(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coin_id: CoinId,
    interval: CandleInterval = Interval.HOUR,
    period: Returns = 24,
    history: Annotated[int, Query(ge=100, le=10_000, description="How many candles of its own history")] = 2_160,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> Regime:
    """Say where a coin's newest volatility stands in its own history: calm, normal, elevated or extreme."""
    read = await CoinFigures(market, coin_id, venue, instrument_id).regime(interval, period, history)
    revalidate(response)
    found = read.stored.found
    reason = read.reason or _why_no_regime(found)
    return Regime(
        **Ages(settings, interval).of([read.stored.as_of_us], reason, read.instrument.venue.value),
        coin_id=read.instrument.coin_id,
        instrument_id=read.instrument.instrument_id,
        interval=interval,
        period=period,
        regime=None if found.percentile is None else VolatilityLevel(level(found.percentile)),
        volatility=decimal(found.volatility),
        percentile=rounded(found.percentile, 2),
        n=found.n,
        independent_n=found.independent_n,
        excluded_partial=found.excluded,
        status=status(found.rank),
        history_start=time(found.from_us),
        history_end=time(found.to_us),
        quantiles=[Quantile(percent=at, value=known(one)) for at, one in zip(QUANTILES, found.quantiles, strict=False)],
    )


def _why_no_regime(found: VolatilityRegime) -> FigureReason | None:
    if found.volatility is None:
        return FigureReason.WARMING_UP
    return FigureReason.NOT_ENOUGH if found.percentile is None else None


@router.get("/seasonality/{coin_id}", responses=problems(UnknownCoinError), openapi_extra=_SEASON_COST)
async def read_seasonality(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coin_id: CoinId,
    by: SeasonBy = SeasonBy.HOUR,
    days: Annotated[int, Query(ge=30, le=731, description="How many days back")] = 365,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> Seasonality:
    """Give the mean return by hour, weekday or session, and whether any is more than chance."""
    read = await CoinFigures(market, coin_id, venue, instrument_id).seasons(by.value, days)
    revalidate(response)
    found = read.stored.found
    judged = SeasonVerdict(verdict(found.items))
    reason = read.reason or (FigureReason.NOT_ENOUGH if judged is SeasonVerdict.NOT_ENOUGH else None)
    return Seasonality(
        **Ages(settings, INTERVALS[by.value]).of([read.stored.as_of_us], reason, read.instrument.venue.value),
        coin_id=read.instrument.coin_id,
        instrument_id=read.instrument.instrument_id,
        by=by,
        start=time(found.from_us),
        end=time(found.to_us),
        n=found.n,
        excluded_partial=found.excluded,
        status=status(found.rank),
        verdict=judged,
        items=[_season(one) for one in found.items],
    )


def _season(one: SeasonMean) -> Season:
    percent = [None if value is None else 100 * value for value in (one.mean, one.low, one.high)]
    reason = None
    if one.mean is None:
        reason = FigureReason.NOT_ENOUGH
    elif one.low is None:
        reason = FigureReason.NO_VARIANCE
    return Season(
        bucket=one.bucket,
        mean_return_percent=rounded(percent[0], 6),
        interval_95=band(percent[1], percent[2]),
        n=one.n,
        significant=one.significant,
        reason=reason,
    )


@router.get("/volume-profile/{coin_id}", responses=problems(UnknownCoinError), openapi_extra=_PROFILE_COST)
async def read_volume_profile(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coin_id: CoinId,
    span: Span,
    bins: Annotated[int, Query(ge=5, le=400, description="How many price bins")] = 50,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> VolumeProfile:
    """Give the volume by price over a span (without one: the last 7 days), its fullest price and its value area."""
    read = await CoinFigures(market, coin_id, venue, instrument_id).profile(span, bins)
    revalidate(response)
    stored, found = read.stored, read.stored.found
    ages = Ages(settings, stored.interval)
    fresh = ages.of([stored.as_of_us], read.reason or stored.reason, read.instrument.venue.value)
    if not is_followed(span, ages.now_us):
        fresh |= {"stale": False, "reason": read.reason or stored.reason}
    return VolumeProfile(
        **fresh,
        coin_id=read.instrument.coin_id,
        instrument_id=read.instrument.instrument_id,
        interval=stored.interval,
        start=from_us(stored.start_us),
        end=from_us(stored.end_us),
        n=stored.n,
        status=status(stored.rank),
        volume=decimal(found.total) if found else None,
        point_of_control=known((found.edges[found.poc] + found.edges[found.poc + 1]) / 2) if found else None,
        value_area_low=known(found.edges[found.area_start]) if found else None,
        value_area_high=known(found.edges[found.area_end]) if found else None,
        value_area_percent=rounded(100 * found.area_share, 2) if found else None,
        items=_bins(found) if found else [],
    )


def _bins(found: Profile) -> list[PriceBin]:
    return [
        PriceBin(
            low=known(low), high=known(high), volume=known(volume), share_percent=known(100 * volume / found.total)
        )
        for low, high, volume in zip(found.edges, found.edges[1:], found.volumes, strict=False)
    ]
