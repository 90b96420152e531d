"""Kafka to live prices: trades, quotes and tickers of the partitions that this process has."""

import asyncio
from typing import Final

from shared.http.health import Health
from shared.kafka import DeadLetters, Producer, consume, make_consumer
from shared.kafka.topics import QUOTES, TICKERS, TRADES
from shared.settings import ServiceSettings

from market_data.live.prices import LivePrices

_GROUP: Final = "market-prices"
_TOPICS: Final = (TRADES, TICKERS, QUOTES)


async def consume_live(settings: ServiceSettings, live: LivePrices, producer: Producer, health: Health) -> None:
    """Take in records and publish prices until cancelled. A background job."""
    consumer = await make_consumer(settings, _TOPICS, group=_GROUP, health=health)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(live.publish(consumer))
            tasks.create_task(
                consume(
                    consumer,
                    _TOPICS,
                    live.on_events,
                    producer=producer,
                    dead_letters=DeadLetters(producer, _GROUP),
                    group=_GROUP,
                    health=health,
                    is_away=lambda _: False,
                )
            )
    finally:
        await consumer.stop()
