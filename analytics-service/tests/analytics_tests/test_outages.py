from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from analytics.api.figure_reader import FigureReader
from analytics.api.popularity import Popularity
from analytics.main import create_app
from analytics.settings import Settings
from pydantic import SecretStr
from shared.data.database_watch import WrongDatabaseError, watch_database
from shared.data.engine import make_engine
from shared.data.redis import Redis, make_redis
from shared.events.values import Interval, Mode
from shared.http.health import Health
from shared.jobs import Jobs
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.test_servers.own_kafka import OwnKafka
from stack.testing import eventually

from .api.test_indicators import ask
from .candle_series import walk
from .market_rows import Coin, minutes_ago, put_candles

NOBODY = "127.0.0.1:1"


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    yield redis
    await redis.aclose()


async def answer(settings: Settings, path: str) -> httpx.Response:
    """What the service would answer with these settings, without its background jobs."""
    engine, redis = make_engine(settings, role=settings.role), make_redis(settings)
    app = create_app(settings, Jobs())
    app.state.settings, app.state.figures = settings, FigureReader(engine, redis, settings, Popularity(redis))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as client:
        found = await client.get(f"/analytics/{path}")
    await engine.dispose()
    await redis.aclose()
    return found


@pytest.mark.parametrize("path", ["moving-average/{}", "summary/{}", "correlation/{}/{}"])
async def test_without_redis_answers_are_the_same(
    settings: Settings, market: AsyncEngine, coin: Coin, path: str
) -> None:
    await put_candles(market, coin, walk(50), interval=Interval.HOUR)
    await put_candles(market, coin, walk(50))
    away = settings.model_copy(update={"redis_url": SecretStr(f"redis://{NOBODY}/0")})

    found = await answer(away, path.format(coin.coin_id, coin.coin_id))

    assert found.status_code == 200
    for _ in ("computed", "from the cache"):
        assert found.json() == (await answer(settings, path.format(coin.coin_id, coin.coin_id))).json()


@pytest.mark.parametrize("path", ["moving-average/bitcoin", "volatility/x", "correlation/a/b", "summary/bitcoin"])
async def test_without_the_database_the_answer_is_503(settings: Settings, path: str) -> None:
    away = settings.model_copy(update={"database_url": SecretStr(f"postgresql://nobody@{NOBODY}/x")})

    found = await answer(away, path)

    assert (found.status_code, found.json()["code"]) == (503, "database_away")
    assert found.headers["content-type"] == "application/problem+json"


async def test_a_database_of_another_mode_is_refused(settings: Settings) -> None:
    engine = make_engine(settings, role=settings.role)

    with pytest.raises(WrongDatabaseError):
        await watch_database(engine, Mode.LIVE, Health("database"))
    await engine.dispose()


async def test_figures_are_kept_in_a_hash_of_the_coin_for_a_minute(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, redis: Redis
) -> None:
    await put_candles(market, coin, walk(50))

    first = await ask(client, f"moving-average/{coin.coin_id}", period=5)

    kept = await redis.hkeys(f"analytics:{coin.coin_id}")
    fields = [field for field in kept if b":sma:5:" in field]  # the start may have warmed others
    assert len(fields) == 1
    (ttl,) = await redis.httl(f"analytics:{coin.coin_id}", *fields)
    assert 50 <= ttl <= 60
    assert await ask(client, f"moving-average/{coin.coin_id}", period=5) == first


async def test_a_cached_figure_is_never_one_of_other_candles(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    await put_candles(market, coin, [5.0] * 30)
    await ask(client, f"moving-average/{coin.coin_id}", period=10)

    await put_candles(market, coin, {minutes_ago(3): 15.0})  # its event has not come

    assert (await ask(client, f"moving-average/{coin.coin_id}", period=10))["items"][0]["value"] == "6"


async def test_the_service_is_ready_when_database_and_broker_are_there(client: httpx.AsyncClient) -> None:
    async def is_ready() -> bool:
        return (await client.get("/health/ready")).status_code == 200

    await eventually(is_ready, timeout=30)
    assert (await client.get("/health/live")).status_code == 200
    assert "kafka_consumer_lag_records" in (await client.get("/metrics")).text


async def test_readiness_falls_with_the_broker_and_rises_with_it(settings: Settings, tmp_path: Path) -> None:
    jobs = Jobs()
    with OwnKafka(tmp_path) as kafka:
        app = create_app(settings.model_copy(update={"kafka_bootstrap_servers": kafka.address}), jobs)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as client,
        ):

            async def answers(status: int) -> bool:
                return (await client.get("/health/ready")).status_code == status

            await eventually(lambda: answers(200), timeout=60)
            kafka.freeze()
            try:
                await eventually(lambda: answers(503), timeout=60)
            finally:
                kafka.go_on()
            await eventually(lambda: answers(200), timeout=60)
    assert not jobs.failed


async def test_the_document_names_every_route_and_no_422(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]

    assert set(paths) >= {
        "/analytics/moving-average/{coin_id}",
        "/analytics/indicators",
        "/analytics/indicators/{coin_id}",
        "/analytics/volatility/{coin_id}",
        "/analytics/correlation/{coin_id_1}/{coin_id_2}",
        "/analytics/correlation-matrix",
        "/analytics/screener",
        "/analytics/summary/{coin_id}",
    }
    for path in paths.values():
        assert set(path["get"]["responses"]) <= {"200", "400", "404", "503"}
