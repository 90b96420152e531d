"""Prices of coins and currencies at past times: of the finest closed candle that holds the time, open or close.

The nearer one of both: a day's close is no price of its first hour.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from shared.clock import from_us, rfc3339
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.valuation.coins import Coins
from portfolio.valuation.worth import PastPrice

_AT_ONCE: Final = 2_000
_DAY_US: Final = 86_400_000_000

_PRICES = text("""
SELECT wanted.position, found."interval", (extract(epoch FROM found.open_time) * 1000000)::bigint AS open_us,
    CASE WHEN found.is_early THEN found.open ELSE found.close END AS price,
    CASE WHEN found.is_early THEN 'open' ELSE 'close' END AS which
FROM unnest(CAST(:instruments AS text[]), CAST(:times AS timestamptz[])) WITH ORDINALITY
    AS wanted (instrument_id, at, position)
CROSS JOIN LATERAL (
    SELECT candle.open, candle.close, candle."interval", candle.open_time,
        wanted.at - candle.open_time < span.length / 2 AS is_early
    FROM (VALUES (1, '1m', interval '1 minute'), (2, '1h', interval '1 hour'), (3, '1d', interval '1 day'))
        AS span (rank, name, length)
    CROSS JOIN LATERAL (
        SELECT open, close, "interval", open_time FROM market_api.closed_candles
        WHERE instrument_id = wanted.instrument_id AND "interval" = span.name
          AND open_time <= wanted.at AND open_time > wanted.at - span.length
        ORDER BY open_time DESC LIMIT 1
    ) AS candle
    ORDER BY span.rank LIMIT 1
) AS found
""")


async def fetch_past_prices(
    conn: AsyncConnection, coins: Coins, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], PastPrice]:
    """In USD, by asset and time (µs). A time that no candle holds has no price here."""
    series = [(coins.series_of(asset), asset, at) for asset, at in dict.fromkeys(wanted)]
    asked = [(instrument, asset, at) for instrument, asset, at in series if instrument is not None]
    found: dict[tuple[str, int], PastPrice] = {}
    for first in range(0, len(asked), _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        instruments = [instrument for instrument, _, _ in some]
        times = [from_us(at) for _, _, at in some]
        rows = await conn.execute(_PRICES, {"instruments": instruments, "times": times})
        for position, interval, open_us, price, which in rows:
            source = f"{instruments[position - 1]} {interval} {rfc3339(open_us)} {which}"
            found[some[position - 1][1:]] = PastPrice(price, source)
    return found


async def fetch_rates_day_ago(conn: AsyncConnection, coins: Coins, now_us: int) -> dict[str, Decimal]:
    """What a unit of each currency was worth in USD 24 hours before; one that is not known is not there."""
    at = now_us - _DAY_US
    found = await fetch_past_prices(conn, coins, [(currency, at) for currency in coins.rates])
    return {currency: price.price for (currency, _), price in found.items()}
