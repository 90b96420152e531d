from decimal import Decimal

import pytest
from market_data.api.pipeline_state import has_candles_to_close
from market_data.recorder.closing import Closer
from market_data.recorder.outbox import Outbox
from shared.clock import now_us
from shared.events.values import Interval
from shared.kafka import Producer
from sqlalchemy.ext.asyncio import AsyncEngine

from .rig import EVERY, RecorderRig, outbox_of
from .tables import NOON_US, OwnCoin, Tables

END_US = NOON_US + Interval.MINUTE.us


class Clock:
    now_us = NOON_US

    def __call__(self) -> int:
        return self.now_us


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def outbox(tables: Tables, producer: Producer) -> Outbox:
    """One that finds nothing left over from other tests."""
    await tables.scalar("DELETE FROM unpublished_candles RETURNING 1")
    return outbox_of(tables.engine, producer)


@pytest.fixture
async def closer(tables: Tables, producer: Producer, outbox: Outbox, clock: Clock) -> Closer:
    """One that finds nothing left over from other tests."""
    await tables.scalar("UPDATE candles SET is_closed = true RETURNING 1")
    return Closer(tables.engine, producer, outbox, lambda: EVERY, clock=clock)


async def to_close(tables: Tables) -> bool:
    async with tables.engine.connect() as conn:
        return await has_candles_to_close(conn)


async def closed(tables: Tables, id_: str) -> list[Interval]:
    candles = [await tables.candle(id_, NOON_US, interval) for interval in Interval]
    return [candle.interval for candle in candles if candle and candle.is_closed]


async def test_a_candle_closes_two_seconds_after_its_end(
    tables: Tables, coin: OwnCoin, closer: Closer, clock: Clock
) -> None:
    await tables.record([coin.trade(NOON_US)])

    clock.now_us = END_US + 1_999_999
    assert await closer.close_due() == 0
    clock.now_us = END_US + 2_000_000
    assert await closer.close_due() == 2

    assert await closed(tables, coin.composite) == [Interval.MINUTE]


async def test_a_candle_of_long_ago_closes_two_seconds_after_its_last_trade_was_received(
    tables: Tables, coin: OwnCoin, closer: Closer, clock: Clock
) -> None:
    received_us = NOON_US + 10**13
    await tables.record([coin.trade(NOON_US, ts_recv_us=received_us), coin.trade(NOON_US + 1)])

    clock.now_us = received_us + 1_999_999
    assert await closer.close_due() == 0
    clock.now_us += 1
    assert await closer.close_due() == 2 * len(Interval)

    assert await closed(tables, coin.composite) == list(Interval)
    assert await tables.scalar("SELECT count(*) FROM candles WHERE NOT is_closed") == 0


async def test_a_late_trade_leaves_a_closed_candle_closed_and_raises_its_revision(
    tables: Tables, coin: OwnCoin, closer: Closer, clock: Clock
) -> None:
    await tables.record([coin.trade(NOON_US)])
    clock.now_us = END_US + 2_000_000
    await closer.close_due()

    late = await tables.record([coin.trade(NOON_US + 1, "99")])

    minute = next(c for c in late.candles if (c.instrument_id, c.interval) == (coin.composite, Interval.MINUTE))
    assert (minute.is_closed, minute.close, minute.revision) == (True, Decimal(99), 3)


async def test_an_open_minute_is_still_to_be_closed_whenever_it_ends_and_a_day_only_when_it_is_over(
    tables: Tables, coin: OwnCoin, closer: Closer, outbox: Outbox, clock: Clock
) -> None:
    tomorrow_us = Interval.DAY.floor(now_us()) + 3 * Interval.DAY.us // 2
    await tables.record([coin.trade(tomorrow_us)])
    assert await to_close(tables)

    clock.now_us = tomorrow_us + Interval.MINUTE.us + 2_000_000
    await closer.close_due()
    assert await to_close(tables)  # Kafka has them, but that is not noted yet
    await outbox.work_off()
    assert not await to_close(tables)
    assert not (await tables.existing(coin.composite, tomorrow_us, Interval.DAY)).is_closed

    await tables.record([coin.trade(tomorrow_us - 3 * Interval.DAY.us)])
    await tables.scalar("""UPDATE candles SET is_closed = true WHERE "interval" = '1m' RETURNING 1""")
    assert await to_close(tables)


async def test_candles_of_another_members_partitions_are_left_alone(
    engine: AsyncEngine, tables: Tables, coin: OwnCoin, producer: Producer
) -> None:
    await tables.record([coin.trade(NOON_US)])
    others = Closer(engine, producer, outbox_of(engine, producer), set, clock=lambda: NOON_US + 10**13)

    assert await others.close_due() == 0


async def test_a_closed_candle_is_published_as_it_then_stands(
    tables: Tables, coin: OwnCoin, closer: Closer, clock: Clock, rig: RecorderRig
) -> None:
    await tables.record([coin.trade(NOON_US)])
    clock.now_us = END_US + 2_000_000

    await closer.close_due()

    published = {candle.instrument_id: candle for candle in await rig.published(coin.coin_id, 2)}
    assert published[coin.composite] == await tables.candle(coin.composite)
