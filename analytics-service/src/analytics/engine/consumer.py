"""Closed and revised candles become indicators: stored, then published, then committed.

Delivery: at least once. A repeated event recomputes the same values, which changes no row, and publishes them again.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from shared.clock import from_us
from shared.data.engine import is_away, is_refused
from shared.data.redis import Redis
from shared.events import CandleV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, Producer, ReceivedEvent, consume, make_consumer
from shared.kafka.topics import CANDLES, INDICATORS
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from analytics.engine import figure_cache
from analytics.engine.backlog import queue
from analytics.engine.ring_cache import RingCache
from analytics.engine.rings import SeriesChange, SeriesKey
from analytics.engine.sql.indicators import delete_values, lock_coins, upsert_values
from analytics.engine.stored_indicators import StoredValue, chunks, event, values
from analytics.settings import Settings

GROUP: Final = "analytics"
_ROWS_A_STATEMENT: Final = 5_000

Changes = dict[SeriesKey, SeriesChange]


class CandleConsumer:
    def __init__(self, settings: Settings, engine: AsyncEngine, redis: Redis, producer: Producer) -> None:
        self._settings = settings
        self._engine = engine
        self._redis = redis
        self._producer = producer
        self._dead_letters = DeadLetters(producer, GROUP)
        self._rings = RingCache(settings)

    async def run(self, health: Health) -> None:
        """Consume until cancelled. A background job of the process."""
        consumer = await make_consumer(self._settings, [CANDLES], group=GROUP, health=health)
        try:
            await consume(
                consumer,
                [CANDLES],
                self.on_candles,
                producer=self._producer,
                dead_letters=self._dead_letters,
                group=GROUP,
                health=health,
                is_away=is_away,
            )
        finally:
            await consumer.stop()

    async def on_candles(self, batch: EventBatch) -> None:
        changes = self._changes(batch.of(CANDLES))
        if not changes:
            return
        try:
            await self.store(changes)
        except Exception as error:
            if not is_refused(error):
                raise
            await self._store_one_by_one(changes, batch)

    def _changes(self, received: Iterable[ReceivedEvent[CandleV1]]) -> Changes:
        """The changes of closed candles by series. Most events are of open candles, which change no indicator."""
        changes: Changes = {}
        for candle, record in received:
            key = SeriesKey(candle.coin_id, candle.instrument_id, candle.interval)
            if not candle.is_closed and not self._reopens(changes.get(key), key, candle.open_time_us):
                continue
            if _is_possible(candle):
                changes.setdefault(key, SeriesChange()).add(candle)
            else:
                self._dead_letters.park(record, f"{candle.open_time_us} is no open time")
        return changes

    def _reopens(self, change: SeriesChange | None, key: SeriesKey, open_time_us: int) -> bool:
        """Whether the open candle may be one that was closed before."""
        return (change is not None and open_time_us in change.closed) or self._rings.reaches_to(key, open_time_us)

    async def store(self, changes: Changes) -> None:
        """Store all series in one transaction, delete their coins' cached figures, publish."""
        stored: list[tuple[StoredValue, int, int]] = []
        async with self._engine.begin() as conn:
            await lock_coins(conn, (key.coin_id for key in changes))
            for key, change in sorted(changes.items(), key=lambda item: item[0]):
                stored += await self._store_series(conn, key, change)
        await figure_cache.forget(self._redis, (key.coin_id for key in changes))
        for value, revision, as_of_us in stored:
            self._producer.put(INDICATORS, value.key.coin_id, event(value, revision, as_of_us))

    async def _store_series(
        self, conn: AsyncConnection, key: SeriesKey, change: SeriesChange
    ) -> list[tuple[StoredValue, int, int]]:
        """Recompute a series from the changed candle on; returns what is to be published with revision and as-of.

        What is older than a ring reaches is left to the backlog, which stores it a little later and publishes nothing.
        Of imported history that is all but the newest value: it comes in many pieces, each of which changes all values
        after it.
        """
        series, exact_us = await self._rings.newest(conn, key, change)
        if exact_us is None:
            await delete_values(conn, key, change.times)
            return []
        newest_us = int(series.open_times_us[-1])
        if change.is_imported:
            exact_us = newest_us
        since_us = max(change.since_us, exact_us)
        if change.since_us < exact_us:
            span_us = (change.since_us, newest_us)
            await queue(conn, key, self._rings.indicators, span_us, candles=self._settings.backlog_candles)
        if max(change.times) < exact_us and not change.is_imported:
            return []
        await delete_values(
            conn, key, {at for at in change.times if at >= since_us} - set(series.open_times_us.tolist())
        )
        as_of_us = int(series.as_of_us.max())
        found = (value for kind in self._rings.indicators for value in values(key, series, kind, since_us))
        published = []
        for chunk in chunks(found, _ROWS_A_STATEMENT):
            revisions = await upsert_values(conn, chunk)
            published += [(value, revision, as_of_us) for value, revision in zip(chunk, revisions, strict=True)]
        return published

    async def _store_one_by_one(self, changes: Changes, batch: EventBatch) -> None:
        """Park the events of a series that the database refuses; the others go on."""
        for key, change in changes.items():
            try:
                await self.store({key: change})
            except Exception as error:
                if not is_refused(error):
                    raise
                self._park(key, batch.of(CANDLES), str(error))

    def _park(self, key: SeriesKey, received: Sequence[ReceivedEvent[CandleV1]], reason: str) -> None:
        for candle, record in received:
            if candle.is_closed and SeriesKey(candle.coin_id, candle.instrument_id, candle.interval) == key:
                self._dead_letters.park(record, reason)


def _is_possible(candle: CandleV1) -> bool:
    try:
        from_us(candle.open_time_us + candle.interval.us)
    except OverflowError:
        return False
    return candle.open_time_us >= 0
