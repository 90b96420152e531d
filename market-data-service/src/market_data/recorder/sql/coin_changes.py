"""Instruments whose coin the catalogue has changed: they move at once, their stored rows one small batch after another.

`coin_changes` lists what is still stored under the old coin.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.tables import coin_changes, instruments

_MOVE_INSTRUMENTS: Final = text("""
    WITH wanted AS (
        SELECT * FROM unnest(CAST(:ids AS text[]), CAST(:coins AS text[])) AS wanted (instrument_id, coin_id)
    ), noted AS (
        INSERT INTO coin_changes (instrument_id, old_coin_id)
        SELECT instrument_id, instruments.coin_id FROM instruments JOIN wanted USING (instrument_id)
        ON CONFLICT DO NOTHING
    ), unranked AS (
        UPDATE coins SET market_cap_rank = NULL
        WHERE id IN (SELECT instruments.coin_id FROM instruments JOIN wanted USING (instrument_id))
    )
    UPDATE instruments SET coin_id = wanted.coin_id FROM wanted
    WHERE instruments.instrument_id = wanted.instrument_id
""")
# What is read or written by coin while trades come: the ledger, and candles that are still open.
_MOVE_ROWS_IN_USE: Final = tuple(
    text(f"""
        UPDATE {table} SET coin_id = instruments.coin_id FROM instruments
        WHERE instruments.instrument_id = ANY (CAST(:ids AS text[]))
            AND {table}.instrument_id = instruments.instrument_id AND {which}
    """)  # noqa: S608 - from the constants below
    for table, which in (("market_gaps", "true"), ("candles", "NOT candles.is_closed"))
)
_MOVE_TRADES: Final = text("""
    WITH batch AS (
        SELECT instrument_id, trade_id, day FROM prices
        WHERE coin_id = CAST(:old AS text) AND instrument_id = CAST(:id AS text)
        ORDER BY "timestamp" DESC LIMIT :most
    )
    UPDATE prices SET coin_id = instruments.coin_id FROM batch JOIN instruments USING (instrument_id)
    WHERE prices.instrument_id = batch.instrument_id AND prices.trade_id = batch.trade_id AND prices.day = batch.day
""")
_MOVE_CANDLES: Final = text("""
    WITH batch AS (
        SELECT instrument_id, "interval", open_time FROM candles
        WHERE instrument_id = CAST(:id AS text) AND coin_id = CAST(:old AS text) LIMIT :most
    )
    UPDATE candles SET coin_id = instruments.coin_id FROM batch JOIN instruments USING (instrument_id)
    WHERE candles.instrument_id = batch.instrument_id AND candles."interval" = batch."interval"
        AND candles.open_time = batch.open_time
""")


class CoinChange(NamedTuple):
    """Rows of this instrument are still stored under `old_coin_id`; `coin_id` is its coin now."""

    instrument_id: str
    old_coin_id: str
    coin_id: str


async def fetch_bases(conn: AsyncConnection) -> Sequence[tuple[str, str, str]]:
    """Every instrument, composites included: its id, base asset and coin."""
    rows = await conn.execute(select(instruments.c.instrument_id, instruments.c.base, instruments.c.coin_id))
    return [(id_, base, coin_id) for id_, base, coin_id in rows]


async def change_coins(conn: AsyncConnection, coins: Mapping[str, str]) -> None:
    """Give instruments (by id) another coin, which is in the table already. All partitions are locked."""
    if not coins:
        return
    ids = sorted(coins)
    await conn.execute(_MOVE_INSTRUMENTS, {"ids": ids, "coins": [coins[id_] for id_ in ids]})
    for statement in _MOVE_ROWS_IN_USE:
        await conn.execute(statement, {"ids": ids})


async def fetch_coin_changes(conn: AsyncConnection) -> list[CoinChange]:
    rows = await conn.execute(
        select(coin_changes.c.instrument_id, coin_changes.c.old_coin_id, instruments.c.coin_id).join(
            instruments, instruments.c.instrument_id == coin_changes.c.instrument_id
        )
    )
    return [CoinChange(*row) for row in rows]


async def move_batch(conn: AsyncConnection, change: CoinChange, most: int) -> int:
    """Move up to `most` trades and as many candles; returns how many rows that were. Its partitions are locked."""
    if change.old_coin_id == change.coin_id:
        return 0
    wanted = {"id": change.instrument_id, "old": change.old_coin_id, "most": most}
    moved = [(await conn.execute(statement, wanted)).rowcount for statement in (_MOVE_TRADES, _MOVE_CANDLES)]
    return sum(moved)


async def delete_coin_change(conn: AsyncConnection, change: CoinChange) -> None:
    """Forget a change once nothing is stored under the old coin any more."""
    of_it = coin_changes.c.instrument_id == change.instrument_id, coin_changes.c.old_coin_id == change.old_coin_id
    await conn.execute(delete(coin_changes).where(*of_it))
