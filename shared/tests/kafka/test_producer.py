import asyncio
from collections.abc import Callable

import pytest
from shared.clock import now_us
from shared.events import TradeV1, decoder
from shared.kafka import Producer, Reader
from shared.kafka.topics import FRAMES_DLQ, TRADES
from shared.settings import ServiceSettings

MakeTrade = Callable[..., TradeV1]


async def read_trades(settings: ServiceSettings, coin_id: str, count: int) -> list[TradeV1]:
    reader = await Reader.open(settings.kafka_bootstrap_servers, {TRADES: None}, client_id="test")
    trades: list[TradeV1] = []
    async with asyncio.timeout(20):
        while len(trades) < count:
            for records in (await reader.poll()).values():
                trades += [
                    decoder(TradeV1).decode(record.value or b"") for record in records if record.key == coin_id.encode()
                ]
    await reader.close()
    return trades


async def test_what_is_put_arrives_whole_and_in_order_of_its_key(
    producer: Producer, settings: ServiceSettings, make_trade: MakeTrade, unique: str
) -> None:
    trades = [make_trade(unique, number) for number in range(12_000)]
    for trade in trades:
        producer.put(TRADES, trade.coin_id, trade, at_us=trade.ts_recv_us)
    await producer.flush()

    assert producer.pending == 0
    assert await read_trades(settings, unique, len(trades)) == trades


async def test_a_record_carries_its_schema_and_our_receive_time(
    producer: Producer, settings: ServiceSettings, make_trade: MakeTrade, unique: str
) -> None:
    trade = make_trade(unique, 1)
    producer.put(TRADES, trade.coin_id, trade, at_us=trade.ts_recv_us)
    await producer.flush()

    reader = await Reader.open(settings.kafka_bootstrap_servers, {TRADES: None}, client_id="test")
    async with asyncio.timeout(20):
        record = None
        while record is None:
            for records in (await reader.poll()).values():
                record = next((found for found in records if found.key == unique.encode()), record)
    await reader.close()

    assert record.headers == (("schema", b"TradeV1"),)
    assert record.timestamp == trade.ts_recv_us // 1_000


async def test_the_producer_says_when_its_bound_is_reached(settings: ServiceSettings, make_trade: MakeTrade) -> None:
    idle = Producer(settings.kafka_bootstrap_servers, client_id="test", bound=3)

    for number in range(3):
        idle.put(TRADES, "bound-test", make_trade("bound-test", number))

    assert idle.full
    assert idle.pending_of(TRADES) == 3


async def test_who_waits_for_room_goes_on_once_the_broker_has_what_waited(
    settings: ServiceSettings, make_trade: MakeTrade, unique: str
) -> None:
    producer = Producer(settings.kafka_bootstrap_servers, client_id="test", bound=2)
    await producer.room()
    for number in range(2):
        producer.put(TRADES, unique, make_trade(unique, number))
    waiting = asyncio.create_task(producer.room())
    await asyncio.sleep(0)
    assert not waiting.done()

    job = asyncio.create_task(producer.run())
    await asyncio.wait_for(waiting, 30)

    assert not producer.full
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


async def test_a_record_larger_than_a_batch_is_refused_at_once(producer: Producer) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        producer.put_bytes(FRAMES_DLQ, None, b"x" * 600_000)


async def test_a_reader_starts_at_a_time_and_knows_when_it_has_caught_up(
    producer: Producer, settings: ServiceSettings, make_trade: MakeTrade, unique: str
) -> None:
    later_us = now_us() + 1_800_000_000  # later than what other tests put
    for number in range(3):
        trade = make_trade(unique, number)
        producer.put(TRADES, trade.coin_id, trade, at_us=later_us + number * 1_000_000)
    await producer.flush()

    reader = await Reader.open(settings.kafka_bootstrap_servers, {TRADES: later_us + 1_000_000}, client_id="test")
    seen: list[str] = []
    async with asyncio.timeout(20):
        while not reader.caught_up:
            for records in (await reader.poll()).values():
                seen += [
                    decoder(TradeV1).decode(record.value or b"").trade_id
                    for record in records
                    if record.key == unique.encode()
                ]
    await reader.close()

    assert seen == ["1", "2"]
