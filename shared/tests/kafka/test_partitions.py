from collections.abc import Callable

import pytest
from aiokafka import AIOKafkaProducer
from shared.events import TradeV1, encode
from shared.kafka import create_topics, partition_of
from shared.kafka.topics import TRADES
from shared.settings import ServiceSettings

MakeTrade = Callable[..., TradeV1]


@pytest.mark.parametrize("coin_id", ["bitcoin", "ethereum", "skl", "ümlaut", "x" * 50])
async def test_a_key_goes_where_the_library_itself_would_send_it(
    coin_id: str, settings: ServiceSettings, make_trade: MakeTrade
) -> None:
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers) as plain:
        sent = await plain.send_and_wait(TRADES.name, key=coin_id.encode(), value=encode(make_trade(coin_id, 1)))

    assert sent.partition == partition_of(coin_id, TRADES.partitions)


async def test_making_the_topics_again_changes_nothing(settings: ServiceSettings) -> None:
    await create_topics(settings.kafka_bootstrap_servers)
