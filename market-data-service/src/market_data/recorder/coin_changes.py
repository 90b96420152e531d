"""Move what is stored of an instrument to the coin that the catalogue gives it now, in small transactions.

Recording goes on meanwhile: new rows belong to the new coin from the moment on at which the catalogue is stored.
"""

from typing import Final

from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.recorder.sql import coin_changes as sql
from market_data.recorder.sql.recording import lock_partitions

log = get_logger(__name__)

EVERY_SECONDS: Final = 10
_BATCH: Final = 2_000


async def move_stored_rows(engine: AsyncEngine) -> None:
    """Until nothing is left under an old coin. What is interrupted goes on at the next call."""
    async with engine.connect() as conn:
        changes = await sql.fetch_coin_changes(conn)
    for change in changes:
        rows = 0
        while moved := await _move_batch(engine, change):
            rows += moved
        log.info("moved to another coin", instrument=change.instrument_id, coin=change.coin_id, rows=rows)


async def _move_batch(engine: AsyncEngine, change: sql.CoinChange) -> int:
    async with engine.begin() as conn:
        await lock_partitions(conn, {change.old_coin_id, change.coin_id})
        moved = await sql.move_batch(conn, change, _BATCH)
        if not moved:
            await sql.delete_coin_change(conn, change)
        return moved
