"""What the routes of one coin read: which instrument, its figure, why there is none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from shared.clock import to_us
from shared.errors import InvalidFieldError
from shared.events.values import Interval, Venue
from shared.http.parameters import TimeSpan
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.api.across.reader import MarketReader, of_coin
from analytics.engine.indicator_page import why_nothing
from analytics.engine.reasons import FigureReason
from analytics.engine.sql.candles import fetch_state
from analytics.engine.sql.instruments import ChosenInstrument, resolve_instrument
from analytics.market.candles.sql import CandleSpan, fetch_newest
from analytics.market.candles.sql import fetch_state as fetch_span_state
from analytics.market.coin.reading import (
    StoredProfile,
    StoredRegime,
    StoredSeasons,
    profile_interval,
    read_profile,
    read_regime,
    read_seasons,
)
from analytics.market.coin.seasonality import INTERVALS

_USUAL_PROFILE_US: Final = 7 * Interval.DAY.us
_LONGEST_PROFILE_US: Final = 731 * Interval.DAY.us
_FOR_EVER_US: Final = 9_000_000_000_000_000
"""After any candle."""
T = TypeVar("T", StoredRegime, StoredSeasons, StoredProfile)


@dataclass(frozen=True, slots=True)
class CoinFigure(Generic[T]):
    """`reason`: why the instrument has no candle; None if it has some."""

    instrument: ChosenInstrument
    stored: T
    reason: FigureReason | None


@dataclass(frozen=True, slots=True)
class CoinFigures:
    market: MarketReader
    coin: str
    venue: Venue
    instrument_id: str | None

    async def regime(self, interval: Interval, period: int, history: int) -> CoinFigure[StoredRegime]:
        async def read(conn: AsyncConnection, instrument_id: str) -> StoredRegime:
            return await read_regime(conn, instrument_id, interval, period, history)

        async def state(conn: AsyncConnection, instrument_id: str) -> tuple[object, ...]:
            return tuple(await fetch_state(conn, instrument_id, interval, history + period) or ())

        return await self._figure(StoredRegime, ("regime", interval, period, history), state, read)

    async def seasons(self, by: str, days: int) -> CoinFigure[StoredSeasons]:
        """Of the last `days` days before the newest candle."""

        async def since(conn: AsyncConnection, instrument_id: str) -> int:
            newest_us = await fetch_newest(conn, [instrument_id], INTERVALS[by]) or 0
            return Interval.DAY.floor(newest_us) - days * Interval.DAY.us

        async def read(conn: AsyncConnection, instrument_id: str) -> StoredSeasons:
            return await read_seasons(conn, instrument_id, by, await since(conn, instrument_id))

        async def state(conn: AsyncConnection, instrument_id: str) -> tuple[object, ...]:
            span = CandleSpan(INTERVALS[by], await since(conn, instrument_id) - Interval.DAY.us, _FOR_EVER_US)
            return tuple(await fetch_span_state(conn, [instrument_id], span))

        return await self._figure(StoredSeasons, ("seasonality", by, days), state, read)

    async def profile(self, span: TimeSpan, bins: int) -> CoinFigure[StoredProfile]:
        """Without an end up to the newest candle; without a start seven days.

        Raises:
            InvalidFieldError: the span is longer than two years.
        """

        async def bounds(conn: AsyncConnection, instrument_id: str) -> tuple[int, int]:
            if span.end is None:
                newest_us = await fetch_newest(conn, [instrument_id], Interval.MINUTE) or 0
                end_us = max(newest_us + Interval.MINUTE.us, to_us(span.start) if span.start else 0)
            else:
                end_us = to_us(span.end)
            start_us = end_us - _USUAL_PROFILE_US if span.start is None else to_us(span.start)
            if end_us - start_us > _LONGEST_PROFILE_US:
                raise InvalidFieldError("start", "is more than 731 days before end")
            return start_us, end_us

        async def read(conn: AsyncConnection, instrument_id: str) -> StoredProfile:
            return await read_profile(conn, instrument_id, *await bounds(conn, instrument_id), bins)

        async def state(conn: AsyncConnection, instrument_id: str) -> tuple[object, ...]:
            start_us, end_us = await bounds(conn, instrument_id)
            interval = await profile_interval(conn, instrument_id, start_us, end_us)
            found = await fetch_span_state(conn, [instrument_id], CandleSpan(interval, start_us, end_us))
            return start_us, end_us, *found

        return await self._figure(StoredProfile, ("volume-profile", bins), state, read)

    async def _figure(
        self,
        kind: type[T],
        parts: tuple[object, ...],
        state_of: Callable[[AsyncConnection, str], Awaitable[tuple[object, ...]]],
        read: Callable[[AsyncConnection, str], Awaitable[T]],
    ) -> CoinFigure[T]:
        async with self.market.snapshot() as view:
            instrument = await resolve_instrument(view.conn, self.coin, self.venue, self.instrument_id)
            chosen = instrument.instrument_id
            state = await state_of(view.conn, chosen)
            reading = of_coin(instrument.coin_id, *parts, chosen, state=state, compute=lambda: read(view.conn, chosen))
            stored: T = await self.market.read(kind, reading)
            reason = await why_nothing(view.conn, instrument) if stored.as_of_us is None else None
            return CoinFigure(instrument, stored, reason)
