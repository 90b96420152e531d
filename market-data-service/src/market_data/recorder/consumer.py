"""The recorder: trades become rows and candles, effectively once.

A member of the group `market-recorder` on trades and gaps. `engine` acts as role `market_data`. `outbox` has the same
`lock`: it is held from changing candles until their states are queued, so that they are published in order. Trades need
no outbox: as long as their candles are not published, they come again. `stored` and `duplicates` count since the start.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

from prometheus_client import Counter
from shared.clock import now_us
from shared.data.engine import is_away, is_refused
from shared.events import CandleV1, GapV1, TradeV1
from shared.events.values import Mode
from shared.http.health import Health
from shared.kafka import Consumer, DeadLetters, EventBatch, Producer, ReceivedEvent, consume, make_consumer
from shared.kafka.topics import CANDLES, GAPS, TRADES
from shared.logging import get_logger
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.domain.limits import refusal
from market_data.recorder.gaps import on_gaps
from market_data.recorder.lost_trades import fetch_named, find_lost, first_of_each
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.gap_statuses import record_gaps
from market_data.recorder.sql.recording import RecordResult, record

log = get_logger(__name__)

GROUP: Final = "market-recorder"
_TOPICS: Final = (TRADES, GAPS)
_ROUND_SECONDS: Final = 0.25
_FULL_ROUND: Final = 2_500
_BEHIND_SECONDS: Final = 5
"""So long after a full round the recorder counts as behind, unless another one follows."""
STORED: Final = Counter("market_trades_stored_total", "Trades stored")
DUPLICATES: Final = Counter("market_duplicates_total", "Trades that were stored already")


class Recorder:
    def __init__(
        self,
        settings: ServiceSettings,
        engine: AsyncEngine,
        producer: Producer,
        health: Health,
        lock: asyncio.Lock,
        outbox: Outbox,
        *,
        group: str = GROUP,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._producer = producer
        self._health = health
        self._lock = lock
        self._outbox = outbox
        self._group = group
        self._dead_letters = DeadLetters(producer, group)
        self._consumer: Consumer | None = None
        self.on_recorded: Callable[[], None] = lambda: None
        """Called after each round, before its offsets are committed."""
        self._seen: set[str] = set()
        """Instruments of which this process has recorded trades."""
        self._are_named_published = False
        self.stored = 0
        self.duplicates = 0
        self._behind_until = float("-inf")

    @property
    def is_behind(self) -> bool:
        """Whether more trades come, or wait, than can be recorded at once."""
        return time.monotonic() < self._behind_until

    @property
    def partitions(self) -> set[int]:
        """The partitions of trades whose coins this member keeps; empty before the first assignment."""
        if self._consumer is None:
            return set()
        return {at.partition for at in self._consumer.assignment() if at.topic == TRADES.name}

    async def run(self) -> None:
        """Record until cancelled."""
        self._consumer = await make_consumer(self._settings, _TOPICS, group=self._group, health=self._health)
        try:
            await consume(
                self._consumer,
                _TOPICS,
                self.on_events,
                producer=self._producer,
                dead_letters=self._dead_letters,
                group=self._group,
                health=self._health,
                is_away=is_away,
            )
        finally:
            await self._consumer.stop()

    async def on_events(self, batch: EventBatch) -> None:
        """One poll's records: rows first, then what to publish; the consume loop commits after."""
        started = time.monotonic()
        trades = batch.of(TRADES)
        is_full = len(trades) >= _FULL_ROUND
        if is_full:
            self._behind_until = float("inf")
        refusals = {n: why for n, one in enumerate(trades) if (why := refusal(one.event, now_us())) is not None}
        await on_gaps(self._outbox, self._dead_letters, batch.of(GAPS))
        async with self._lock:
            await self._record([one for n, one in enumerate(trades) if n not in refusals])
        for n, why in refusals.items():
            self._dead_letters.park(trades[n].record, why)
        self.on_recorded()
        await self._producer.flush()
        if is_full:
            self._behind_until = time.monotonic() + _BEHIND_SECONDS
        else:
            # Each transaction makes its candles anew, for few trades or many. Waiting as long as it took gathers more.
            took = time.monotonic() - started
            await asyncio.sleep(max(_ROUND_SECONDS - took, took))

    async def _record(self, received: Sequence[ReceivedEvent[TradeV1]]) -> None:
        """Record in one transaction; if the database refuses something in it, in halves, until that is alone."""
        if not received:
            return
        trades = [one.event for one in received]
        try:
            lost = await self._publish_named()
            async with self._engine.begin() as conn:
                named, changed = await self._name_lost(conn, trades)
                recorded = await record(conn, trades)
        except Exception as error:
            if not is_refused(error):
                raise
            if len(received) == 1:
                self._dead_letters.park(received[0].record, str(error))
                return
            middle = len(received) // 2
            await self._record(received[:middle])
            await self._record(received[middle:])
        else:
            self._seen.update(trade.instrument_id for trade in trades)
            for gap in [*lost, *named]:
                log.warning("trades lost", instrument=gap.instrument_id, first_id=gap.first_id, last_id=gap.last_id)
                self._producer.put(GAPS, gap.coin_id, gap)
            self._count(recorded)
            self._publish([*changed, *recorded.candles])

    async def _name_lost(
        self, conn: AsyncConnection, trades: Sequence[TradeV1]
    ) -> tuple[Sequence[GapV1], Sequence[CandleV1]]:
        """Holes before the first trades that this process sees of an instrument, put into the ledger.

        With the candles whose status that has changed.
        """
        if self._settings.mode is Mode.REPLAY:
            return [], []
        lost = await find_lost(conn, first_of_each(trades, self._seen))
        return lost, await record_gaps(conn, lost)

    async def _publish_named(self) -> list[GapV1]:
        """Those that an earlier process has named, once: it may have died before the topic had them."""
        if self._are_named_published:
            return []
        async with self._engine.connect() as conn:
            named = await fetch_named(conn)
        self._are_named_published = True
        return named

    def _count(self, recorded: RecordResult) -> None:
        self.stored += recorded.stored
        self.duplicates += recorded.repeated
        STORED.inc(recorded.stored)
        DUPLICATES.inc(recorded.repeated)

    def _publish(self, candles: Sequence[CandleV1]) -> None:
        for candle in candles:
            self._producer.put(CANDLES, candle.coin_id, candle)
