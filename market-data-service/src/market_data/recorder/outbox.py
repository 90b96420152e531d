"""Candles are changed and published in this order: committed with a note that they are unpublished, published, noted.

So no transaction waits for Kafka. What a recorder leaves unpublished, because it died or because Kafka does not answer
it alone, is published by the member that has the coin's partition. Delivery: at least once; `revision` tells the newest
state.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Final, NoReturn

from shared.data.engine import is_away
from shared.data.retry import repeat
from shared.events import CandleV1
from shared.kafka import Producer, partition_of
from shared.kafka.topics import CANDLES
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.recorder.sql import outbox as sql

_EVERY_SECONDS: Final = 0.5
_MOST: Final = 5_000


class Outbox:
    """`lock` is held from changing candles until their states are queued, so that they are published in order.

    `owned` says which partitions this member of the recorder's group has.
    """

    def __init__(
        self, engine: AsyncEngine, producer: Producer, lock: asyncio.Lock, owned: Callable[[], Collection[int]]
    ) -> None:
        self._engine = engine
        self._producer = producer
        self._lock = lock
        self._owned = owned
        self._queued: set[int] = set()
        """Entries that are in the producer's queue, or were acknowledged just now."""

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[tuple[AsyncConnection, list[CandleV1]]]:
        """One transaction; the candles that are put into the list are published after its commit."""
        changed: list[CandleV1] = []
        async with self._lock:
            async with self._engine.begin() as conn:
                yield conn, changed
                entries = await sql.insert_unpublished(conn, changed)
            for candle in changed:
                self._producer.put(CANDLES, candle.coin_id, candle)
            self._queued.update(entries)

    async def run(self) -> NoReturn:
        """Forget what Kafka has, and publish what was left behind, until cancelled. A background job."""
        await repeat(
            self.work_off, every=_EVERY_SECONDS, on=is_away, name="database for unpublished candles", first=0.25, cap=2
        )

    async def work_off(self) -> None:
        """Delete the entries of what is queued once it is acknowledged; then publish what others left behind."""
        await self._wait_and_delete()
        while await self._queue_left_behind() == _MOST:
            await self._wait_and_delete()
        await self._wait_and_delete()

    async def _wait_and_delete(self) -> None:
        entries = set(self._queued)
        if not entries:
            return
        await self._producer.flush()
        async with self._engine.begin() as conn:
            await sql.delete_unpublished(conn, entries)
        self._queued -= entries

    async def _queue_left_behind(self) -> int:
        owned = self._owned()
        async with self._engine.connect() as conn:
            coins = await sql.fetch_unpublished_coins(conn)
            mine = {coin_id for coin_id in coins if partition_of(coin_id, CANDLES.partitions) in owned}
            if not mine:
                return 0
            found = await sql.fetch_unpublished(conn, mine, without=self._queued, most=_MOST)
        for one in found:
            self._producer.put_bytes(CANDLES, one.coin_id, one.event)
        self._queued.update(one.entry for one in found)
        return len(found)
