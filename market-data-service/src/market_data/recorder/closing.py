"""Close candles whose time is over: mark them closed, and publish them after the commit.

Only candles of the partitions that this member of the recorder's group owns are closed. Their partitions are locked
from reading until the commit, so that no trade is added in between; they are free again before Kafka is waited for.
"""

from collections.abc import Callable, Collection
from typing import Final, NoReturn

from shared.clock import now_us
from shared.data.engine import is_away
from shared.data.retry import repeat
from shared.kafka import Producer, partition_of
from shared.kafka.topics import TRADES
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.candles import close_candles, fetch_due_coins
from market_data.recorder.sql.recording import lock_partitions

_EVERY_SECONDS: Final = 0.25
_MOST: Final = 2_000


class Closer:
    def __init__(
        self,
        engine: AsyncEngine,
        producer: Producer,
        outbox: Outbox,
        owned: Callable[[], Collection[int]],
        *,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._engine = engine
        self._producer = producer
        self._outbox = outbox
        self._owned = owned
        self._clock = clock

    async def run(self) -> NoReturn:
        """Close what is due until cancelled; a database that is away is waited for. A background job."""
        await repeat(
            self._close_all_due,
            every=_EVERY_SECONDS,
            on=is_away,
            name="database for closing candles",
            first=0.25,
            cap=2,
        )

    async def _close_all_due(self) -> None:
        """Batch after batch, until one is not full."""
        while await self.close_due() == _MOST:
            pass

    async def close_due(self) -> int:
        """Close one batch; returns how many candles it held, once Kafka has them."""
        owned = self._owned()
        now = self._clock()
        async with self._engine.connect() as conn:
            due = await fetch_due_coins(conn, now)
        mine = {coin_id for coin_id in due if partition_of(coin_id, TRADES.partitions) in owned}
        if not mine:
            return 0
        async with self._outbox.changing() as (conn, changed):
            await lock_partitions(conn, mine)
            changed += await close_candles(conn, mine, now, most=_MOST)
        # Without Kafka no further batch is queued.
        await self._producer.flush()
        return len(changed)
