"""Other services' tables as market-data fills them: three coins, and candles that past prices are looked up in."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

COINS = (("bitcoin", "BTC", "Bitcoin", 1), ("ethereum", "ETH", "Ethereum", 2), ("tether", "USDT", "Tether", 3))
HOUR = datetime(2026, 1, 31, 12, tzinfo=UTC)
"""Of this hour there is a candle of Bitcoin, closed at 80 000, and one of ether, closed at 2 500."""
_CLOSES = {"bitcoin": 80_000, "ethereum": 2_500}

_COIN = text("INSERT INTO coins (id, symbol, name, market_cap_rank) VALUES (:id, :symbol, :name, :rank)")
_INSTRUMENT = text("""
INSERT INTO instruments (instrument_id, coin_id, venue, base, quote)
VALUES (:symbol || '-USD.COMPOSITE', :id, 'composite', :symbol, 'USD')
""")
_CANDLE = text("""
INSERT INTO candles (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume,
    trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at)
VALUES (:symbol || '-USD.COMPOSITE', '1h', :at, :id, 'composite', :close, :close, :close, :close, 1, 1,
    1, '{0}', '{0}', 'complete', 'trades', true, :at, :at)
""")


async def fill_market(conn: AsyncConnection) -> None:
    for coin_id, symbol, name, rank in COINS:
        await conn.execute(_COIN, {"id": coin_id, "symbol": symbol, "name": name, "rank": rank})
        await conn.execute(_INSTRUMENT, {"id": coin_id, "symbol": symbol})
        if coin_id in _CLOSES:
            await conn.execute(_CANDLE, {"id": coin_id, "symbol": symbol, "at": HOUR, "close": _CLOSES[coin_id]})
