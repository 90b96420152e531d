from collections.abc import AsyncIterator
from functools import partial

import pandas as pd
import pytest
from analytics.indicators.specs import parse
from analytics.main import create_app
from analytics.settings import Settings
from shared.clock import from_us
from shared.data.redis import Redis, make_redis
from shared.events import IndicatorV1
from shared.events.indicator_set import STORED_INDICATORS
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer
from shared.kafka.topics import CANDLES
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from ..candle_series import walk
from ..market_rows import Coin, add_coin, candle_events, minutes_ago, put_candles
from .topic import expect, heard, publish, stored


@pytest.fixture(scope="module")
async def producer(settings: Settings) -> AsyncIterator[Producer]:
    producer = Producer(settings.kafka_bootstrap_servers, client_id="test", health=Health("kafka"))
    jobs = Jobs()
    jobs.start("producer", producer.run())
    yield producer
    await jobs.stop()


@pytest.fixture(scope="module")
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    yield redis
    await redis.aclose()


pytestmark = pytest.mark.usefixtures("app")


async def test_closed_candles_become_indicators(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin, settings: Settings
) -> None:
    steps: list[float | None] = [*walk(200)]
    steps[90:95] = [None] * 5
    closes = await put_candles(market, coin, steps)

    await publish(producer, await candle_events(market, coin))

    await expect(owner, coin, closes)
    newest = max(closes)

    async def told() -> dict[str, IndicatorV1]:
        """The rows are there before the events."""
        found = {event.name: event for event in await heard(settings, coin) if event.open_time_us == newest}
        assert set(found) == {parse(spec).name for spec in STORED_INDICATORS}
        return found

    published = await eventually(told)
    row = (await stored(owner, "ema", coin.composite)).loc[newest]
    assert (published["ema"].n, published["ema"].warm, published["ema"].params) == (195, False, "period=50")
    assert float(published["ema"].value or 0) == pytest.approx(row["value"], rel=1e-14)
    bands = published["bb"]
    assert (bands.value, bands.reason, bands.params) == (None, None, "period=20,deviations=2")
    row = (await stored(owner, "bb", coin.composite)).loc[newest]
    shown = {name: float(value or 0) for name, value in (bands.outputs or {}).items()}
    assert shown == pytest.approx(dict(zip(("upper", "middle", "lower"), row["outputs"], strict=True)), rel=1e-14)


async def test_each_closed_candle_adds_a_value_and_touches_no_other(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin
) -> None:
    steps = walk(100)
    closes = await put_candles(
        market, coin, dict(zip(range(minutes_ago(100), minutes_ago(0), 60_000_000), steps, strict=True))
    )
    events = await candle_events(market, coin)
    for at in (90, 95, 99):
        await publish(producer, events[: at + 1][-10:])
        await eventually(partial(_has, owner, coin, events[at].open_time_us))

    await expect(owner, coin, closes, since=events[81].open_time_us)
    assert set((await stored(owner, "sma", coin.composite))["revision"]) == {1}


async def _has(owner: AsyncEngine, coin: Coin, at: int) -> bool:
    return at in (await stored(owner, "realized_volatility", coin.composite)).index


async def test_a_late_trade_in_the_middle_changes_everything_after_it(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin
) -> None:
    closes = await put_candles(market, coin, walk(1_000))
    await publish(producer, await candle_events(market, coin))
    await expect(owner, coin, closes)
    before = await stored(owner, "ema", coin.composite)

    late = minutes_ago(300)
    closes |= await put_candles(market, coin, {late: closes[late] * 1.05})
    await publish(producer, [event for event in await candle_events(market, coin) if event.open_time_us == late])

    await expect(owner, coin, closes)
    after = await stored(owner, "ema", coin.composite)
    changed = after["revision"] > before["revision"]
    assert changed.idxmax() == late
    assert not changed[after.index < late].any()


async def test_a_minute_that_comes_late_is_put_where_it_belongs(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin
) -> None:
    steps: list[float | None] = [*walk(120)]
    steps[60] = None
    closes = await put_candles(market, coin, steps)
    await publish(producer, await candle_events(market, coin))
    await expect(owner, coin, closes)

    late = minutes_ago(60)
    closes |= await put_candles(market, coin, {late: 66_000.0})
    await publish(producer, [event for event in await candle_events(market, coin) if event.open_time_us == late])

    await expect(owner, coin, dict(sorted(closes.items())))


async def test_the_same_events_again_change_no_row(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin, settings: Settings
) -> None:
    closes = await put_candles(market, coin, walk(60))
    events = await candle_events(market, coin)
    await publish(producer, events)
    await expect(owner, coin, closes)
    before, first = await stored(owner, "ema", coin.composite), len(await heard(settings, coin))

    await publish(producer, events)

    await eventually(lambda: _more(settings, coin, first))
    pd.testing.assert_frame_equal(before, await stored(owner, "ema", coin.composite))


async def _more(settings: Settings, coin: Coin, than: int) -> bool:
    return len(await heard(settings, coin)) > than


async def test_open_candles_are_no_sample(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin
) -> None:
    await put_candles(market, coin, {minutes_ago(0): 5.0}, is_closed=False)
    other = await add_coin(market)
    closes = await put_candles(market, other, walk(60))

    await publish(producer, await candle_events(market, coin))
    await publish(producer, await candle_events(market, other))

    await expect(owner, other, closes)
    async with owner.connect() as conn:
        count = text("SELECT count(*) FROM indicators WHERE instrument_id = :id")
        assert await conn.scalar(count, {"id": coin.composite}) == 0


async def test_a_candle_that_is_gone_leaves_no_value(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin
) -> None:
    closes = await put_candles(market, coin, walk(100))
    events = await candle_events(market, coin)
    await publish(producer, events)
    await expect(owner, coin, closes)

    gone = events[60]
    async with market.begin() as conn:
        wanted = text("DELETE FROM candles WHERE instrument_id = :id AND open_time = :at")
        await conn.execute(wanted, {"id": coin.composite, "at": from_us(gone.open_time_us)})
    await publish(producer, [gone])

    del closes[gone.open_time_us]
    await expect(owner, coin, closes)


async def test_what_was_cached_of_the_coin_is_forgotten(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin, redis: Redis
) -> None:
    await redis.hset(f"analytics:{coin.coin_id}", "x", "y")
    closes = await put_candles(market, coin, walk(3))

    await publish(producer, await candle_events(market, coin))

    await expect(owner, coin, closes)
    await eventually(lambda: _is_gone(redis, coin))


async def _is_gone(redis: Redis, coin: Coin) -> bool:
    return not await redis.exists(f"analytics:{coin.coin_id}")


async def test_garbage_is_parked_and_the_rest_goes_on(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, coin: Coin
) -> None:
    producer.put_bytes(CANDLES, coin.coin_id, b'{"instrument_id": 1')
    closes = await put_candles(market, coin, walk(30))

    await publish(producer, await candle_events(market, coin))

    await expect(owner, coin, closes)


async def test_two_replicas_share_the_work_and_one_takes_over(
    market: AsyncEngine, owner: AsyncEngine, producer: Producer, settings: Settings
) -> None:
    coins = [await add_coin(market) for _ in range(6)]
    closes: list[dict[int, float]] = [
        await put_candles(market, coin, walk(100, seed=at)) for at, coin in enumerate(coins)
    ]
    jobs = Jobs()
    second = create_app(settings, jobs)

    async def revise(factor: float) -> None:
        for at, coin in enumerate(coins):
            late = minutes_ago(20)
            closes[at] |= await put_candles(market, coin, {late: closes[at][late] * factor})
            await publish(
                producer, [event for event in await candle_events(market, coin) if event.open_time_us == late]
            )

    async with second.router.lifespan_context(second):
        for coin in coins:
            await publish(producer, await candle_events(market, coin))
        for at, coin in enumerate(coins):
            await expect(owner, coin, closes[at])
        await revise(1.01)
        for at, coin in enumerate(coins):
            await expect(owner, coin, closes[at])
    await revise(1.02)
    for at, coin in enumerate(coins):
        await expect(owner, coin, closes[at])
    assert not jobs.failed
