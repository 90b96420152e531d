"""Closes of candles in a span of time, in a portfolio's base currency."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from shared.clock import from_us
from shared.events.values import Interval
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.currencies import USD
from portfolio.ledger.lots import EXACT
from portfolio.valuation.coins import Coins

_PLACES: Final = Decimal("1e-18")
_ONE: Final = Decimal(1)

_CLOSES = text("""
SELECT instrument_id, (extract(epoch FROM open_time) * 1000000)::bigint AS open_us, close
FROM market_api.closed_candles
WHERE instrument_id = ANY(:instruments) AND "interval" = :interval AND open_time >= :start AND open_time < :end
""")


async def fetch_closes(
    conn: AsyncConnection,
    coins: Coins,
    assets: Collection[str],
    base_currency: str,
    interval: Interval,
    span_us: tuple[int, int],
) -> dict[str, dict[int, Decimal]]:
    """By asset, and by the time (µs) at which the candle ended: from after `span_us[0]` up to `span_us[1]`."""
    usd = await _in_usd(conn, coins, {*assets, base_currency}, interval, span_us)
    if base_currency == USD:
        return usd
    base = usd.get(base_currency, {})
    return {asset: _divided(usd.get(asset, {}), base, is_base=asset == base_currency) for asset in assets}


async def _in_usd(
    conn: AsyncConnection, coins: Coins, assets: Collection[str], interval: Interval, span_us: tuple[int, int]
) -> dict[str, dict[int, Decimal]]:
    names = {series: asset for asset in assets if (series := coins.series_of(asset)) is not None}
    rows = await conn.execute(
        _CLOSES,
        {
            "instruments": list(names),
            "interval": interval.value,
            "start": from_us(span_us[0]),
            "end": from_us(span_us[1]),
        },
    )
    found: dict[str, dict[int, Decimal]] = {}
    for instrument_id, open_us, close in rows:
        found.setdefault(names[instrument_id], {})[open_us + interval.us] = close
    return found


def _divided(usd: dict[int, Decimal], base: dict[int, Decimal], *, is_base: bool) -> dict[int, Decimal]:
    if is_base:
        return dict.fromkeys(usd, _ONE)
    return {
        at: EXACT.divide(price, base[at]).quantize(_PLACES, context=EXACT) for at, price in usd.items() if base.get(at)
    }
