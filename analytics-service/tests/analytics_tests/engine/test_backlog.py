from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import msgspec
import pytest
from analytics.engine.backlog import BacklogWorker
from analytics.engine.batch import recompute
from analytics.engine.consumer import CandleConsumer
from analytics.engine.rings import SeriesChange, SeriesKey
from analytics.engine.sql.backlog import fetch_of
from analytics.engine.stored_indicators import stored_indicators
from analytics.settings import Settings
from shared.clock import from_us
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from shared.events.values import Interval
from shared.http.health import Health
from shared.kafka import Producer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..candle_series import walk
from ..market_rows import Coin, candle_events, minutes_ago, put_candles
from .topic import expect, stored


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(settings, role="analytics")
    yield engine
    await engine.dispose()


async def change(
    engine: AsyncEngine, market: AsyncEngine, settings: Settings, coin: Coin, at_us: int, source: str = "trades"
) -> None:
    """The consumer gets the candle of that time; what it leaves to the background stays there."""
    redis = make_redis(settings)
    producer = Producer(settings.kafka_bootstrap_servers, client_id="test", health=Health("kafka"))
    consumer = CandleConsumer(settings, engine, redis, producer)
    (event,) = [one for one in await candle_events(market, coin) if one.open_time_us == at_us]
    changed = SeriesChange()
    changed.add(msgspec.structs.replace(event, source=source))
    await consumer.store({SeriesKey(coin.coin_id, coin.composite, Interval.MINUTE): changed})
    await redis.aclose()


async def test_what_changes_far_back_is_computed_again_in_the_background(
    market: AsyncEngine,
    owner: AsyncEngine,
    service: AsyncEngine,
    settings: Settings,
    coin: Coin,
    client: httpx.AsyncClient,
) -> None:
    closes = await put_candles(market, coin, walk(7_000))
    await recompute(settings, coin.coin_id)
    late = minutes_ago(6_500)
    closes |= await put_candles(market, coin, {late: closes[late] * 1.05})
    gone = minutes_ago(6_400)
    async with market.begin() as conn:
        wanted = text("DELETE FROM candles WHERE instrument_id = :id AND open_time = :at")
        await conn.execute(wanted, {"id": coin.composite, "at": from_us(gone)})
    del closes[gone]
    patient = settings.model_copy(update={"backlog_delay": timedelta(0)})
    redis = make_redis(settings)
    worker = BacklogWorker(patient, service, redis)
    key = SeriesKey(coin.coin_id, coin.composite, Interval.MINUTE)

    await change(service, market, settings, coin, late)

    async with service.connect() as conn:
        left = await fetch_of(conn, key)
    assert left is not None
    assert (left.since_us, left.done) == (late, 0)
    progress = (await client.get("/analytics/progress")).json()
    assert progress["series"] >= 1
    assert progress["candles_total"] - progress["candles_done"] >= left.total
    while left is not None:
        await worker.work()
        async with service.connect() as conn:
            left = await fetch_of(conn, key)
    await expect(owner, coin, closes)
    assert (await stored(owner, "ema", coin.composite))["n"].tolist() == list(range(1, 7_000))
    await redis.aclose()


async def test_of_imported_history_the_newest_part_is_stored_and_what_is_stored_stays_right(
    market: AsyncEngine, service: AsyncEngine, settings: Settings, coin: Coin
) -> None:
    few = settings.model_copy(update={"backlog_candles": 1_000})
    closes = await put_candles(market, coin, walk(4_000))
    key = SeriesKey(coin.coin_id, coin.composite, Interval.MINUTE)
    newest, oldest = max(closes), min(closes)

    await change(service, market, few, coin, oldest)
    async with service.connect() as conn:
        left = await fetch_of(conn, key)
    assert left is not None
    assert left.since_us == newest - 1_000 * Interval.MINUTE.us

    await recompute(few, coin.coin_id)
    await change(service, market, few, coin, oldest)
    async with service.connect() as conn:
        left = await fetch_of(conn, key)
    assert left is not None
    assert left.since_us == oldest


async def test_of_an_imported_piece_the_newest_value_is_stored_at_once_and_the_others_together_later(
    market: AsyncEngine, owner: AsyncEngine, service: AsyncEngine, settings: Settings, coin: Coin
) -> None:
    closes = await put_candles(market, coin, walk(100))
    patient = settings.model_copy(update={"backlog_delay": timedelta(0)})
    redis = make_redis(settings)
    worker = BacklogWorker(patient, service, redis)

    await change(service, market, settings, coin, min(closes), "venue")

    assert (await stored(owner, "ema", coin.composite))["n"].tolist() == [100]
    while await worker.work():
        pass
    await expect(owner, coin, closes)
    await redis.aclose()


async def test_nothing_of_two_coins_and_nothing_without_end_is_stored(settings: Settings) -> None:
    for spec, says in (("beta:30", "two coins"), ("anchored_vwap:1600000000", "ever more"), ("rsii", "did you mean")):
        with pytest.raises(ValueError, match=says):
            stored_indicators(settings.model_copy(update={"stored_indicators": (spec,)}))
