"""Rolling windows of one instrument, from market-data's view of them."""

from decimal import Decimal
from typing import NamedTuple

from shared.events.values import CandleStatus
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class LastPrice(NamedTuple):
    close: Decimal
    as_of_us: int
    status: CandleStatus


class WindowRow(NamedTuple):
    """A window that ends now. `reference` is the newest close at or before its start, None if that is too old."""

    window: str
    reference: Decimal | None
    low: Decimal | None
    high: Decimal | None
    usd_volume: Decimal | None
    candles: int
    status: CandleStatus | None


_WINDOWS = text("""
SELECT close, (extract(epoch FROM as_of) * 1000000)::bigint AS as_of_us, close_status::text,
    "window", reference, low, high, usd_volume, candle_count, status::text
FROM market_api.windows WHERE instrument_id = :instrument_id ORDER BY end_time - start_time
""")


async def fetch_windows(conn: AsyncConnection, instrument_id: str) -> tuple[LastPrice | None, dict[str, WindowRow]]:
    """The last price (None: there is no candle) and the windows by name, shortest first."""
    price, windows = None, {}
    for close, as_of_us, close_status, *window, status in await conn.execute(
        _WINDOWS, {"instrument_id": instrument_id}
    ):
        if close is not None:
            price = LastPrice(close, as_of_us, CandleStatus(close_status))
        windows[window[0]] = WindowRow._make((*window, CandleStatus(status) if status else None))
    return price, windows
