"""Recorders with the topics that they read and write, on the real servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from market_data.recorder.consumer import Recorder
from market_data.recorder.outbox import Outbox
from pydantic import SecretStr
from shared.data.engine import make_engine
from shared.events import CandleV1, TradeV1, decoder, encode
from shared.events.ids import uuid7
from shared.http.health import Health
from shared.kafka import Consumer, ConsumerRecord, Producer, Reader
from shared.kafka.topics import CANDLES, DEAD_LETTERS, TRADES, Topic
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from .tables import running

DLQ = next(topic for topic in DEAD_LETTERS if topic.name == TRADES.dlq)

EVERY = frozenset(range(TRADES.partitions))


def outbox_of(engine: AsyncEngine, producer: Producer) -> Outbox:
    """The outbox of a recorder that has every partition."""
    return Outbox(engine, producer, asyncio.Lock(), lambda: EVERY)


__all__ = ["DLQ", "Consumer", "RecorderRig"]


@dataclass
class RecorderRig:
    url: str
    bootstrap: str
    producer: Producer
    group: str = field(default_factory=lambda: f"recorder-{uuid7()}")

    async def send(self, *trades: TradeV1, key: str | None = None) -> None:
        for trade in trades:
            self.producer.put(TRADES, key or trade.coin_id, trade)
        await self.producer.flush()

    @asynccontextmanager
    async def recording(self, *, url: str | None = None, health: Health | None = None) -> AsyncIterator[Recorder]:
        """Run one more member of the test's group, on the test's database or another."""
        settings = ServiceSettings(
            database_url=SecretStr(url or self.url), kafka_bootstrap_servers=self.bootstrap, service_name="test"
        )
        engine = make_engine(settings, role="market_data")
        lock = asyncio.Lock()
        outbox = Outbox(engine, self.producer, lock, lambda: recorder.partitions)
        recorder = Recorder(settings, engine, self.producer, health or Health(), lock, outbox, group=self.group)
        try:
            async with running("recorder", recorder.run()), running("outbox", outbox.run()):
                yield recorder
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def reading(self, topic: Topic) -> AsyncIterator[Reader]:
        reader = await Reader.open(self.bootstrap, {topic: None}, client_id="test")
        try:
            yield reader
        finally:
            await reader.close()

    async def parked(self, trade: TradeV1) -> ConsumerRecord[bytes, bytes]:
        """Wait until this test's group has parked a trade; it parks what other tests have sent, too."""
        async with self.reading(DLQ) as reader, asyncio.timeout(30):
            while True:
                for record in [record for records in (await reader.poll()).values() for record in records]:
                    if record.value == encode(trade) and ("consumer", self.group.encode()) in record.headers:
                        return record

    async def published(self, coin_id: str, count: int) -> list[CandleV1]:
        """Wait for so many candle records of a coin."""
        found: list[CandleV1] = []
        async with self.reading(CANDLES) as reader:

            async def enough() -> bool:
                for records in (await reader.poll()).values():
                    own = [record.value or b"" for record in records if record.key == coin_id.encode()]
                    found.extend(map(decoder(CandleV1).decode, own))  # other tests put garbage under their own keys
                return len(found) >= count

            await eventually(enough, timeout=30)
        return found
