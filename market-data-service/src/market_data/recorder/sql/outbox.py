"""Candle events that wait until Kafka has them: written with their candles, deleted once they are acknowledged."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from shared.events import CandleV1, encode
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.tables import unpublished_candles

_INSERT: Final = text("""
    INSERT INTO unpublished_candles (coin_id, event)
    SELECT * FROM unnest(CAST(:coins AS text[]), CAST(:events AS bytea[]))
    RETURNING entry
""")
_FETCH: Final = text("""
    SELECT entry, coin_id, event FROM unpublished_candles
    WHERE coin_id = ANY (CAST(:coins AS text[])) AND entry <> ALL (CAST(:without AS bigint[]))
    ORDER BY entry LIMIT :most
""")
_DELETE: Final = text("DELETE FROM unpublished_candles WHERE entry = ANY (CAST(:entries AS bigint[]))")


class UnpublishedCandle(NamedTuple):
    """`event` is the encoded `CandleV1`."""

    entry: int
    coin_id: str
    event: bytes


async def insert_unpublished(conn: AsyncConnection, candles: Sequence[CandleV1]) -> list[int]:
    """Note what is to be published after the commit; returns the entries, in the same order."""
    if not candles:
        return []
    columns = {"coins": [candle.coin_id for candle in candles], "events": [encode(candle) for candle in candles]}
    return list(await conn.scalars(_INSERT, columns))


async def fetch_unpublished_coins(conn: AsyncConnection) -> set[str]:
    return set(await conn.scalars(select(unpublished_candles.c.coin_id).distinct()))


async def fetch_unpublished(
    conn: AsyncConnection, coin_ids: Collection[str], *, without: Collection[int], most: int
) -> list[UnpublishedCandle]:
    """Oldest first, at most `most`."""
    wanted = {"coins": list(coin_ids), "without": list(without), "most": most}
    return [UnpublishedCandle(*row) for row in await conn.execute(_FETCH, wanted)]


async def delete_unpublished(conn: AsyncConnection, entries: Collection[int]) -> None:
    await conn.execute(_DELETE, {"entries": list(entries)})
