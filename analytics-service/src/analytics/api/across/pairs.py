"""Correlation and beta of two coins over time."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response
from shared.clock import from_us
from shared.errors import UnknownCoinError
from shared.events.values import Interval, Venue
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, band, rounded
from analytics.api.across.parameters import PairPeriod
from analytics.api.across.reader import MarketReader
from analytics.api.answers import freshness
from analytics.api.coin.answers import PairItem, PairPage
from analytics.api.deps import SettingsDep
from analytics.api.parameters import CURSOR, AtVenue, CandleInterval, CoinId, InRange, PageRange
from analytics.engine.indicator_page import why_nothing
from analytics.engine.reasons import FigureReason
from analytics.engine.sql.instruments import resolve_instrument
from analytics.indicators.series import STATUSES
from analytics.market.pairs.pair_page import Instruments, PairPoint, PairPoints, PairQuery, read_pair_points
from analytics.settings import Settings

router = APIRouter(prefix="/analytics", tags=["analytics across coins"])

# In rows: the answer's, and a fifth of the candles of two coins.
_COST: Final = row_cost(PerUnit("limit", 2), PerUnit("period", 0.4), rows=30)


@router.get("/rolling-correlation/{coin_id_1}/{coin_id_2}", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def read_rolling_correlation(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coin_id_1: CoinId,
    coin_id_2: CoinId,
    range_: InRange,
    interval: CandleInterval = Interval.HOUR,
    period: PairPeriod = 168,
    venue: AtVenue = Venue.COMPOSITE,
) -> PairPage:
    """List how the correlation of two coins' returns went, newest first, with its 95 % interval."""
    asked = _Asked("correlation", (coin_id_1, coin_id_2), venue, interval, period, range_)
    revalidate(response)
    return await asked.answer(market, settings)


@router.get("/beta/{coin_id_1}/{coin_id_2}", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def read_beta(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    coin_id_1: CoinId,
    coin_id_2: CoinId,
    range_: InRange,
    interval: CandleInterval = Interval.HOUR,
    period: PairPeriod = 168,
    venue: AtVenue = Venue.COMPOSITE,
) -> PairPage:
    """List how much the first coin moved for 1 % of the second (its beta against it), newest first."""
    asked = _Asked("beta", (coin_id_1, coin_id_2), venue, interval, period, range_)
    revalidate(response)
    return await asked.answer(market, settings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The list that is read. Its cursors belong to the instruments, however their coins were spelled."""

    figure: str
    names: tuple[str, str]
    venue: Venue
    interval: Interval
    period: int
    range: PageRange

    async def answer(self, market: MarketReader, settings: Settings) -> PairPage:
        instruments, found, reason = await self._read(market)
        first, second = instruments
        ages, known = Ages(settings, self.interval), [at for at in found.as_of_us if at is not None]
        overdue = self.range.is_followed(ages.now_us) and any(map(ages.overdue, known))
        following = None
        if found.next_us is not None:
            following = CURSOR.write(from_us(found.next_us), *self._list_of(instruments))
        return PairPage(
            **freshness(max(known, default=None), self.venue.value, reason, overdue=overdue),
            coin_id_1=first.coin_id,
            coin_id_2=second.coin_id,
            instrument_id_1=first.instrument_id,
            instrument_id_2=second.instrument_id,
            interval=self.interval,
            period=self.period,
            items=[self._item(point) for point in found.items],
            next=following,
        )

    async def _read(self, market: MarketReader) -> tuple[Instruments, PairPoints, FigureReason | None]:
        async with market.snapshot() as view:
            first = await resolve_instrument(view.conn, self.names[0], self.venue)
            second = await resolve_instrument(view.conn, self.names[1], self.venue)
            wanted = self.range.open_times(*self._list_of((first, second)))
            query = PairQuery(self.figure, self.interval, self.period, wanted)
            found = await read_pair_points(view.conn, (first, second), query)
            reason = None
            if not found.items:
                missing = first if found.as_of_us[0] is None else second
                reason = await why_nothing(view.conn, missing)
            return (first, second), found, reason

    def _item(self, point: PairPoint) -> PairItem:
        warm, reason = point.n >= self.period, None
        if point.value is None:
            reason = FigureReason.NO_VARIANCE if warm else FigureReason.WARMING_UP
        return PairItem(
            open_time=from_us(point.open_time_us),
            value=rounded(point.value, 12),
            interval_95=band(point.low, point.high),
            n=point.n,
            warm=warm,
            status=STATUSES[point.rank],
            reason=reason,
        )

    def _list_of(self, instruments: Instruments) -> tuple[object, ...]:
        return self.figure, *(one.instrument_id for one in instruments), self.interval, self.period
