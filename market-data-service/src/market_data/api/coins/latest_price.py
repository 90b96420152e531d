"""The newest known price of a coin: from memory, else from Redis, else from the last stored candle."""

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from shared.clock import now_us, to_us
from shared.data.engine import is_away
from shared.events import PriceReason, PriceV1
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.domain.coin_registry import Coin
from market_data.live.boards import PriceBoard
from market_data.live.redis_prices import RedisPriceReader

# Each coin's price is published at least every 2 s: an older one has no producer any more.
_ALIVE_US: Final = 10_000_000


class LatestPrices:
    """Prices of all coins, whichever process makes them. A server that is away is no error: the next source is used."""

    def __init__(self, board: PriceBoard, redis_prices: RedisPriceReader, engine: AsyncEngine) -> None:
        self._board = board
        self._redis_prices = redis_prices
        self._engine = engine

    async def read(self, coin: Coin) -> PriceV1:
        known = self._board.get(coin.coin_id)
        if known is not None and now_us() - known.made_us <= _ALIVE_US:
            return known
        cached = await self._redis_prices.read(coin.coin_id)
        if cached is not None and (known is None or cached.made_us >= known.made_us):
            return cached
        if known is not None and known.price is not None:
            return known
        return (
            await self._from_candles(coin)
            or known
            or PriceV1(coin_id=coin.coin_id, made_us=0, reason=PriceReason.NO_DATA)
        )

    async def _from_candles(self, coin: Coin) -> PriceV1 | None:
        try:
            async with self._engine.connect() as conn:
                last = await fetch_last_candle(conn, coin.composite_id)
        except Exception as error:
            if is_away(error):
                return None
            raise
        if last is None:
            return None
        return PriceV1(
            coin_id=coin.coin_id,
            made_us=0,
            price=last.close,
            as_of_us=to_us(last.as_of),
            source="candle",
            stale=True,
            reason=PriceReason.VENUE_STALE,
        )


class LastCandle(NamedTuple):
    close: Decimal
    as_of: datetime


_LAST = text("""
    SELECT found.close, found.as_of
    FROM unnest(ARRAY['1m', '1h', '1d']) AS wanted (length)
    CROSS JOIN LATERAL (
        SELECT close, as_of, open_time FROM candles
        WHERE instrument_id = :instrument_id AND "interval" = wanted.length
        ORDER BY open_time DESC LIMIT 1
    ) AS found
    ORDER BY found.as_of DESC LIMIT 1
""")


async def fetch_last_candle(conn: AsyncConnection, instrument_id: str) -> LastCandle | None:
    """An instrument's newest stored close, from minutes, hours and days."""
    row = (await conn.execute(_LAST, {"instrument_id": instrument_id})).first()
    return None if row is None else LastCandle(row[0], row[1])
