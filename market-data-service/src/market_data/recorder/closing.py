"""Close candles whose time is over: published first, marked closed with the same commit after.

`Closer(engine, producer, recorder.lock, owned=lambda: recorder.partitions).run()` is a background job of market-data.
It keeps to the partitions that this member of the recorder's group owns, and holds the partitions' locks from reading
to marking, so that no trade falls between.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from shared.clock import now_us
from shared.data.engine import is_away
from shared.data.retry import Backoff
from shared.kafka import Producer, partition_of
from shared.kafka.topics import CANDLES, TRADES
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.recorder.sql.candles import close_candles, fetch_due_coins
from market_data.recorder.sql.recording import lock_partitions

log = get_logger(__name__)

_EVERY: Final = 0.25
_MOST: Final = 2_000


class Closer:
    def __init__(
        self,
        engine: AsyncEngine,
        producer: Producer,
        lock: asyncio.Lock,
        owned: Callable[[], Collection[int]],
        *,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._engine = engine
        self._producer = producer
        self._lock = lock
        self._owned = owned
        self._clock = clock

    async def run(self) -> None:
        """Close what is due until cancelled; a database that is away is waited for."""
        backoff = Backoff(first=0.25, cap=2)
        while True:
            try:
                closed = await self.close_due()
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("candles not closed, trying again", error=str(error)[:200])
                await backoff.wait()
            else:
                backoff.reset()
                if closed < _MOST:
                    await asyncio.sleep(_EVERY)

    async def close_due(self) -> int:
        """Close one batch; returns how many candles it held."""
        owned = self._owned()
        now = self._clock()
        async with self._engine.connect() as conn:
            due = await fetch_due_coins(conn, now)
        mine = {coin_id for coin_id in due if partition_of(coin_id, TRADES.partitions) in owned}
        if not mine:
            return 0
        async with self._lock, self._engine.begin() as conn:
            await lock_partitions(conn, mine)
            closed = await close_candles(conn, mine, now, most=_MOST)
            for candle in closed:
                self._producer.put(CANDLES, candle.coin_id, candle)
            await self._producer.flush()
        return len(closed)
