"""Other services' tables as market-data fills them: coins, a currency, candles that past prices are looked up in."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

COINS = (("bitcoin", "BTC", "Bitcoin", 1), ("ethereum", "ETH", "Ethereum", 2), ("tether", "USDT", "Tether", 3))
HOUR = datetime(2026, 1, 31, 12, tzinfo=UTC)
"""Of this hour there is a candle of Bitcoin, closed at 80 000, one of ether, at 2 500, one of pounds, at 1.25 dollars.

Of euros there is no market.
"""
_CLOSES = {"bitcoin": Decimal(80_000), "ethereum": Decimal(2_500), "gbp": Decimal("1.25")}

_COIN = text("INSERT INTO coins (id, symbol, name, market_cap_rank) VALUES (:id, :symbol, :name, :rank)")
_INSTRUMENT = text("""
INSERT INTO instruments (instrument_id, coin_id, venue, base, quote)
VALUES (:instrument, :id, :venue, :symbol, 'USD')
""")
_CANDLE = text("""
INSERT INTO candles (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume,
    trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at)
VALUES (:instrument, '1h', :at, :id, :venue, :close, :close, :close, :close, 1, 1,
    1, '{0}', '{0}', 'complete', 'trades', true, :at, :at)
""")


async def add_bitcoin_candle(conn: AsyncConnection, at: datetime, close: int) -> None:
    """An hour of Bitcoin that is imported later."""
    coin = {"id": "bitcoin", "venue": "composite", "instrument": "BTC-USD.COMPOSITE"}
    await conn.execute(_CANDLE, {**coin, "at": at, "close": Decimal(close)})


async def fill_market(conn: AsyncConnection) -> None:
    for coin_id, symbol, name, rank in COINS:
        await _list_coin(conn, {"id": coin_id, "symbol": symbol, "name": name, "rank": rank, "venue": "composite"})
    await _list_coin(conn, {"id": "gbp", "symbol": "GBP", "name": "GBP", "rank": None, "venue": "kraken"})


async def _list_coin(conn: AsyncConnection, coin: dict[str, Any]) -> None:
    listed = {**coin, "instrument": f"{coin['symbol']}-USD.{coin['venue'].upper()}"}
    await conn.execute(_COIN, listed)
    await conn.execute(_INSTRUMENT, listed)
    if close := _CLOSES.get(coin["id"]):
        await conn.execute(_CANDLE, {**listed, "at": HOUR, "close": close})
