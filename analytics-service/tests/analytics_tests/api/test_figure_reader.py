"""What is in the cache, and that an answer from it is none of other candles."""

from collections.abc import AsyncIterator

import httpx
import pytest
from analytics.api.figure_reader import FigureReader
from analytics.api.popularity import Popularity
from analytics.api.warming import warm
from analytics.settings import Settings
from prometheus_client import REGISTRY
from shared.data.engine import make_engine
from shared.data.redis import Redis, make_redis
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ..api.test_indicators import ask
from ..candle_series import walk
from ..market_rows import Coin, add_coin, minutes_ago, put_candles


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    yield redis
    await redis.aclose()


def hits(figure: str) -> float:
    return REGISTRY.get_sample_value("cache_reads_total", {"figure": figure, "result": "hit"}) or 0


async def test_of_a_summary_the_averages_are_cached_and_the_price_is_not(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    await put_candles(market, coin, walk(60), interval=Interval.HOUR)
    await put_candles(market, coin, {minutes_ago(0): 70_000.0}, is_closed=False)
    first, before = await ask(client, f"summary/{coin.coin_id}"), hits("outlook")

    await put_candles(market, coin, {minutes_ago(0): 71_000.0}, is_closed=False)
    second = await ask(client, f"summary/{coin.coin_id}")

    assert hits("outlook") == before + 1
    assert second["price"]["value"] == "71000"
    assert second["moving_averages"] == first["moving_averages"]
    assert second["volatility"] == first["volatility"]

    await put_candles(market, coin, {minutes_ago(2, Interval.HOUR): 1.0}, interval=Interval.HOUR)
    third = await ask(client, f"summary/{coin.coin_id}")
    assert third["moving_averages"] != first["moving_averages"]


async def test_a_correlation_is_cached_until_either_coin_has_another_candle(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    other = await add_coin(market)
    await put_candles(market, coin, walk(60, seed=1))
    await put_candles(market, other, walk(60, seed=2))
    path, how = f"correlation/{coin.coin_id}/{other.coin_id}", {"interval": "1m", "period": 30}
    first, before = await ask(client, path, **how), hits("pair")

    assert await ask(client, path, **how) == first
    assert hits("pair") == before + 1

    await put_candles(market, other, {minutes_ago(3): 1.0})
    assert (await ask(client, path, **how))["value"] != first["value"]


async def test_the_most_popular_coins_are_warm_after_a_start(
    settings: Settings, market: AsyncEngine, coin: Coin, redis: Redis
) -> None:
    await put_candles(market, coin, walk(60), interval=Interval.HOUR)
    await put_candles(market, coin, walk(60))
    popularity, engine = Popularity(redis), make_engine(settings, role=settings.role)
    for _ in range(10_000):
        popularity.count(coin.coin_id)
    popularity.count("nobody")
    await popularity.save()

    most = await Popularity(redis).most_popular(1)
    await warm(FigureReader(engine, redis, settings, Popularity(redis)), [*most, "nobody"])

    assert most == [coin.coin_id]
    assert await redis.hlen(f"analytics:{coin.coin_id}") == 3
    await redis.zrem("analytics-asked", coin.coin_id)
    await engine.dispose()
