"""Records/s into Kafka: the batching producer against `send_and_wait` and confluent-kafka, same broker and records."""

import asyncio
import statistics
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import uvloop
from aiokafka import AIOKafkaProducer
from shared.clock import now_us
from shared.events import TradeV1, encode
from shared.events.values import Side, Venue
from shared.kafka import Producer, create_topics
from shared.kafka.topics import Topic

from bench.figures import Figure, at_least
from bench.foreign import environment

_RECORDS = 600_000
_ONE_BY_ONE = 1_500
_ROUNDS = 3
_COINS = 48
_TOPIC = Topic("bench.produce", TradeV1)


def measure(bootstrap_servers: str) -> list[Figure]:
    """Medians of some rounds each, in turns, after one that warms the broker."""
    records = _records()
    batches, one_by_one = uvloop.run(_measure(bootstrap_servers, records))
    theirs = _confluent(bootstrap_servers, records)
    return [
        at_least("produce", "batches", batches, "records/s", 300_000),
        Figure("produce", "send_and_wait", one_by_one, "records/s"),
        at_least("produce", "batches against send_and_wait", batches / one_by_one, "x", 100),
        Figure("produce", "confluent-kafka's produce_batch", theirs, "records/s"),
        at_least("produce", "against confluent-kafka's batches", batches / theirs, "x", 1),
    ]


def _records() -> list[tuple[str, bytes]]:
    return [(f"coin-{number}", encode(_trade(number))) for number in range(_COINS)]


def _confluent(bootstrap_servers: str, records: list[tuple[str, bytes]]) -> float:
    with tempfile.NamedTemporaryFile(suffix=".records") as file:
        Path(file.name).write_bytes(b"\n".join(key.encode() + b"\t" + value for key, value in records))
        arguments = (bootstrap_servers, _TOPIC.name, str(_RECORDS), file.name)
        return float(environment.measure("confluent_batches.py", *arguments)["records"])


async def _measure(bootstrap_servers: str, records: list[tuple[str, bytes]]) -> tuple[float, float]:
    await create_topics(bootstrap_servers, topics=[_TOPIC])
    await _batched(bootstrap_servers, records)  # the broker compiles its own hot path meanwhile
    batched, single = [], []
    for _ in range(_ROUNDS):
        batched.append(await _batched(bootstrap_servers, records))
        single.append(await _one_by_one(bootstrap_servers, records))
    return statistics.median(batched), statistics.median(single)


async def _batched(bootstrap_servers: str, records: list[tuple[str, bytes]]) -> float:
    producer = Producer(bootstrap_servers, client_id="bench", bound=2 * _RECORDS)
    job = asyncio.create_task(producer.run())
    producer.put_bytes(_TOPIC, *records[0])
    await producer.flush()
    started, at_us = time.perf_counter(), now_us()
    for number in range(_RECORDS):
        key, value = records[number % _COINS]
        producer.put_bytes(_TOPIC, key, value, at_us=at_us)
        if number % 5_000 == 0:
            await asyncio.sleep(0)
    await producer.flush()
    rate = _RECORDS / (time.perf_counter() - started)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    return rate


async def _one_by_one(bootstrap_servers: str, records: list[tuple[str, bytes]]) -> float:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap_servers, enable_idempotence=True) as kafka:
        await kafka.send_and_wait(_TOPIC.name, key=b"x", value=records[0][1])
        started = time.perf_counter()
        for number in range(_ONE_BY_ONE):
            key, value = records[number % _COINS]
            await kafka.send_and_wait(_TOPIC.name, key=key.encode(), value=value)
        return _ONE_BY_ONE / (time.perf_counter() - started)


def _trade(number: int) -> TradeV1:
    return TradeV1(
        venue=Venue.BINANCE,
        instrument_id=f"COIN{number}-USDT.BINANCE",
        coin_id=f"coin-{number}",
        trade_id=f"a{640_283_266 + number}",
        first_id=716_849_523,
        last_id=716_849_523,
        price=Decimal("58942.01000000"),
        size=Decimal("0.00035600"),
        side=Side.BUY,
        raw_side="false",
        ts_event_us=now_us(),
        ts_recv_us=now_us(),
        quote_usd=Decimal("1.0004"),
    )
