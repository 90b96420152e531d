"""Store the venues' own candles beside those made from trades, and fold them."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, Final

from shared.clock import from_us, to_us
from shared.events import CandleV1
from shared.events.values import Instrument, Interval
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.candles import HistoryCandle
from market_data.recorder.sql.candles import fetch_candles_at, fold_composites, fold_up, place_of
from market_data.recorder.sql.gaps import Ledger, fetch_ledger
from market_data.recorder.sql.recording import buckets

_DECIMALS: Final = 12
_LISTED: Final = (Interval.MINUTE, Interval.HOUR, Interval.DAY)
"""What is imported: each instrument has candles of its own of these."""


_RATES: Final = text("""
    SELECT DISTINCT ON (c.open_time) c.open_time, c.close
    FROM instruments i JOIN candles c ON c.instrument_id = i.instrument_id AND c."interval" = CAST(:interval AS text)
    WHERE i.is_rate AND i.base = CAST(:quote AS text) AND c.open_time = ANY (CAST(:opens AS timestamptz[]))
    ORDER BY c.open_time, i.position, i.instrument_id
""")
# Only what is partial gives way, and only when it is closed: a bucket that resume by id will fill is neither. And only
# where the venue says something else: what lacks nothing keeps its trades' exact sums and count.
_INSERT: Final = text("""
    INSERT INTO candles AS stored (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume,
        quote_volume, usd_volume, trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at,
        taker_buy_volume)
    SELECT CAST(:id AS text), CAST(:interval AS text), open_time, CAST(:coin_id AS text), CAST(:venue AS text), open,
           high, low, close, volume, quote_volume, usd_volume, trade_count, ARRAY[first_us, 0, 0],
           ARRAY[last_us, 0, 0], 'backfilled', 'venue', true, end_time, end_time,
           taker_buy_volume
    FROM unnest(
        CAST(:open_time AS timestamptz[]), CAST(:end_time AS timestamptz[]), CAST(:open AS numeric[]),
        CAST(:high AS numeric[]), CAST(:low AS numeric[]), CAST(:close AS numeric[]), CAST(:volume AS numeric[]),
        CAST(:quote_volume AS numeric[]), CAST(:usd_volume AS numeric[]), CAST(:trade_count AS bigint[]),
        CAST(:first_us AS bigint[]), CAST(:last_us AS bigint[]), CAST(:taker_buy_volume AS numeric[])
    ) AS given (open_time, end_time, open, high, low, close, volume, quote_volume, usd_volume, trade_count, first_us,
                last_us, taker_buy_volume)
    ON CONFLICT (instrument_id, "interval", open_time) DO UPDATE SET
        open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
        volume = excluded.volume, quote_volume = excluded.quote_volume, usd_volume = excluded.usd_volume,
        trade_count = excluded.trade_count, open_key = excluded.open_key, close_key = excluded.close_key,
        status = excluded.status, source = excluded.source, taker_buy_volume = excluded.taker_buy_volume,
        revision = stored.revision + 1
    WHERE stored.source = 'trades' AND stored.is_closed AND stored.status = 'partial'
        AND (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume)
            IS DISTINCT FROM (stored.open, stored.high, stored.low, stored.close, stored.volume)
    RETURNING open_time
""")


async def import_candles(
    conn: AsyncConnection, instrument: Instrument, interval: Interval, usable: Sequence[HistoryCandle]
) -> list[CandleV1]:
    """Store closed candles of the venue and fold them; returns what has changed, as it is to be published.

    What is there already gives way only where it is partial and closed. The coin's partition is locked already.
    """
    if not usable:
        return []
    since_us = min(candle.open_time_us for candle in usable)
    rates = await _fetch_rates(conn, instrument.quote, interval, usable)
    rows = await conn.scalars(_INSERT, _columns(instrument, interval, usable, rates))
    opens = {to_us(open_time) for open_time in rows}
    ledger = await fetch_ledger(conn, {instrument.instrument_id}, Interval.DAY.floor(since_us))
    levels = list(Interval)[list(Interval).index(interval) :]
    return await _fold(conn, ledger, instrument.instrument_id, levels, opens)


async def usable_before(
    conn: AsyncConnection,
    instrument: Instrument,
    interval: Interval,
    followed_since_us: int,
    given: Sequence[HistoryCandle],
) -> list[HistoryCandle]:
    """Those from before following began. The hour or day in which it began is only replaced, never made."""
    first_us = interval.floor(followed_since_us)
    replaced: Collection[int] = ()
    if interval is not Interval.MINUTE and await fetch_candles_at(
        conn, [(instrument.instrument_id, interval, first_us)]
    ):
        replaced = (first_us,)
    return [c for c in given if c.volume > 0 and (c.open_time_us < first_us or c.open_time_us in replaced)]


async def _fetch_rates(
    conn: AsyncConnection, quote: str, interval: Interval, given: Sequence[HistoryCandle]
) -> dict[int, Decimal]:
    """USD per unit of the quote asset by open time; missing where no quote-USD candle says it."""
    if quote == "USD":
        return {candle.open_time_us: Decimal(1) for candle in given}
    opens = [from_us(candle.open_time_us) for candle in given]
    rows = await conn.execute(_RATES, {"interval": interval.value, "quote": quote, "opens": opens})
    return {to_us(open_time): close for open_time, close in rows}


def quote_volume(candle: HistoryCandle) -> Decimal:
    """What the venue says, else the volume at the typical price, with so few digits that sums of it stay exact."""
    if candle.quote_volume is not None:
        return candle.quote_volume
    return round(candle.volume * (candle.high + candle.low + candle.close) / 3, _DECIMALS)


def _columns(
    instrument: Instrument, interval: Interval, given: Sequence[HistoryCandle], rates: dict[int, Decimal]
) -> dict[str, Any]:
    names = ("open", "high", "low", "close", "volume")
    ends = [candle.open_time_us + interval.us for candle in given]
    quoted = [quote_volume(candle) for candle in given]
    return {
        "id": instrument.instrument_id,
        "interval": interval.value,
        "coin_id": instrument.coin_id,
        "venue": instrument.venue.value,
        **{name: [getattr(candle, name) for candle in given] for name in names},
        "open_time": [from_us(candle.open_time_us) for candle in given],
        "end_time": [from_us(end) for end in ends],
        "quote_volume": quoted,
        "usd_volume": [
            None if (rate := rates.get(candle.open_time_us)) is None else volume * rate
            for candle, volume in zip(given, quoted, strict=True)
        ],
        "trade_count": [candle.trade_count or 0 for candle in given],
        "taker_buy_volume": [candle.taker_buy_volume for candle in given],
        "first_us": [candle.open_time_us for candle in given],
        "last_us": [end - 1 for end in ends],
    }


async def _fold(
    conn: AsyncConnection, ledger: Ledger, id_: str, levels: Sequence[Interval], opens: set[int]
) -> list[CandleV1]:
    """The imported rows, the composites of them, and everything above; the newest state of each.

    What the interval below has, too, is folded from there. A composite hour or day whose fold would lack an exchange
    stays what its instruments' hours or days say, which may just have been folded themselves.
    """
    composites = ledger.composite_of(id_)
    changed = await fetch_candles_at(conn, [(id_, levels[0], open_us) for open_us in opens])
    for level in levels:
        starts = {level.floor(open_us) for open_us in opens}
        changed += await fold_up(conn, level, buckets(ledger, level, [(id_, start) for start in starts]))
        theirs = buckets(ledger, level, [(composite, start) for composite in composites for start in starts])
        if level in _LISTED:
            changed += await fold_composites(conn, level, theirs)
        changed += await fold_up(conn, level, theirs)
    return list({place_of(candle): candle for candle in changed}.values())
