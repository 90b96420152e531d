"""What is committed is published, also by others and after a death; nobody who waits for Kafka holds anybody up."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from market_data.recorder.closing import Closer
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.gap_statuses import record_gaps
from shared.events import CandleV1, GapKind, GapState
from shared.events.values import CandleStatus, Interval
from shared.kafka import Producer
from stack.testing import eventually

from .rig import EVERY, RecorderRig, outbox_of
from .tables import NOON_US, OwnCoin, Tables, running

LATER_US = NOON_US + 10**13


@pytest.fixture
async def lost() -> AsyncIterator[Producer]:
    """Give the producer of a recorder that reaches PostgreSQL, but not Kafka."""
    producer = Producer("127.0.0.1:1", client_id="lost")
    async with running("lost", producer.run()):
        yield producer


async def is_closed(tables: Tables, coin: OwnCoin) -> bool:
    return (await tables.existing(coin.composite)).is_closed


async def closed_events(rig: RecorderRig, coin: OwnCoin, count: int) -> list[CandleV1]:
    return [candle for candle in await rig.published(coin.coin_id, count) if candle.is_closed]


async def test_a_recorder_that_lost_only_kafka_stops_no_other(
    tables: Tables, coin: OwnCoin, rig: RecorderRig, producer: Producer, lost: Producer
) -> None:
    with_kafka = Closer(
        tables.engine, producer, outbox_of(tables.engine, producer), lambda: EVERY, clock=lambda: LATER_US
    )
    while await with_kafka.close_due():
        pass  # what other tests have left open may be more than one batch
    await tables.record([coin.trade(NOON_US)])
    without_kafka = Closer(tables.engine, lost, outbox_of(tables.engine, lost), lambda: EVERY, clock=lambda: LATER_US)
    async with running("closer without Kafka", without_kafka.run()):
        await eventually(lambda: is_closed(tables, coin), timeout=60)

        async with rig.recording():
            await rig.send(coin.trade(NOON_US + 1))
            await eventually(lambda: tables.has_trades(f"{coin.symbol}-%", 2), timeout=60)
            # 12 closings by the recorder without Kafka, and 12 states with the trade.
            await eventually(lambda: nothing_left(tables, coin), timeout=60)

    closings = [candle for candle in await closed_events(rig, coin, 4 * len(Interval)) if candle.revision == 2]
    assert len({(candle.instrument_id, candle.interval) for candle in closings}) == 2 * len(Interval)
    assert (await tables.existing(coin.composite)).trade_count == 2


async def nothing_left(tables: Tables, coin: OwnCoin) -> bool:
    left = await tables.scalar("SELECT count(*) FROM unpublished_candles WHERE coin_id = :coin", coin=coin.coin_id)
    return int(left) == 0


async def test_a_status_that_was_committed_by_a_recorder_that_died_is_published(
    tables: Tables, coin: OwnCoin, rig: RecorderRig, producer: Producer, lost: Producer
) -> None:
    await tables.follow(coin, NOON_US)
    await tables.record([coin.trade(NOON_US)])
    hole = coin.gap(GapKind.HOLE, NOON_US, end_us=NOON_US + 5, state=GapState.OPEN)
    async with outbox_of(tables.engine, lost).changing() as (conn, changed):
        changed += await record_gaps(conn, [hole])

    assert await tables.record_gaps(hole) == []  # it comes again and changes nothing
    await outbox_of(tables.engine, producer).work_off()

    found = await rig.published(coin.coin_id, 2)
    assert {candle.status for candle in found} == {CandleStatus.PARTIAL}


async def test_what_kafka_has_not_acknowledged_stays_noted(tables: Tables, coin: OwnCoin, lost: Producer) -> None:
    await tables.record([coin.trade(NOON_US)])
    outbox = outbox_of(tables.engine, lost)
    async with outbox.changing() as (_, changed):
        changed.append(await tables.existing(coin.composite))

    async with running("outbox", outbox.run()):
        await asyncio.sleep(0)
        assert not await nothing_left(tables, coin)
    assert lost.pending == 1


async def test_a_change_that_is_rolled_back_is_not_published(tables: Tables, coin: OwnCoin, lost: Producer) -> None:
    await tables.record([coin.trade(NOON_US)])
    outbox = outbox_of(tables.engine, lost)

    async def fail() -> None:
        async with outbox.changing() as (_, changed):
            changed.append(await tables.existing(coin.composite))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert lost.pending == 0
    assert await nothing_left(tables, coin)


async def test_another_members_coins_are_left_to_it(tables: Tables, coin: OwnCoin, lost: Producer) -> None:
    await tables.record([coin.trade(NOON_US)])
    async with outbox_of(tables.engine, lost).changing() as (_, changed):
        changed.append(await tables.existing(coin.composite))

    await Outbox(tables.engine, lost, asyncio.Lock(), set).work_off()

    assert not await nothing_left(tables, coin)
