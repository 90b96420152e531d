"""Recorder and REST over real servers, with the tests as their exchanges."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from market_data.api.deps import MarketState
from market_data.main import create_recorder_app, create_rest_app
from market_data.settings import RecorderSettings, RestSettings
from shared.clock import now_us
from shared.data.engine import make_engine
from shared.data.redis import Redis, make_redis
from shared.jobs import Jobs
from shared.kafka import Producer
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from .exchange import Exchange, new_coin
from .traded import Get, Traded

MINUTE_US = 60_000_000


def of_servers(services_env: dict[str, str]) -> dict[str, Any]:
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "MODE", "SIMULATOR_URL")
    return {name.lower(): services_env[name] for name in names}


@pytest.fixture(scope="package")
def settings(services_env: dict[str, str]) -> RestSettings:
    often = timedelta(seconds=0.2)
    return RestSettings.model_validate({**of_servers(services_env), "coins_every": often, "lists_every": often})


@pytest.fixture(scope="package")
async def recorder(services_env: dict[str, str]) -> AsyncIterator[FastAPI]:
    often, jobs = timedelta(seconds=0.2), Jobs()
    known = {**of_servers(services_env), "coins_every": often, "windows_every": often}
    app = create_recorder_app(RecorderSettings.model_validate(known), jobs)
    async with app.router.lifespan_context(app):
        yield app
    assert not jobs.failed


@pytest.fixture(scope="package")
async def app(settings: RestSettings, recorder: FastAPI) -> AsyncIterator[FastAPI]:
    del recorder  # only that it runs
    jobs = Jobs()
    app = create_rest_app(settings, jobs)
    async with app.router.lifespan_context(app):
        await eventually(lambda: app.state.market.registry.current)
        yield app
    assert not jobs.failed


@pytest.fixture(scope="package")
def market(app: FastAPI) -> MarketState:
    found: MarketState = app.state.market
    return found


@pytest.fixture(scope="package")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://market-data") as client:
        yield client


@pytest.fixture(scope="package")
def get(client: httpx.AsyncClient) -> Get:
    """Give what asks for a path below /market and returns the answer's body, which must be a success."""

    async def ask(path: str, **params: Any) -> Any:
        answer = await client.get(f"/market/{path}", params=params)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    return ask


@pytest.fixture(scope="package")
async def exchange(settings: RestSettings, app: FastAPI) -> AsyncIterator[Exchange]:
    producer = Producer(settings.kafka_bootstrap_servers, client_id="tests")
    exchange = Exchange(producer)
    del app  # only that it runs
    jobs = [asyncio.create_task(producer.run()), asyncio.create_task(exchange.tell_states())]
    yield exchange
    for job in reversed(jobs):
        job.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await job


@pytest.fixture(scope="package")
async def engine(settings: RestSettings) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(settings, role="market_data")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="package")
async def redis(settings: RestSettings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    yield redis
    await redis.aclose()


@pytest.fixture
async def traded(client: httpx.AsyncClient, exchange: Exchange) -> Traded:
    """Give a coin with seven trades at Kraken in seven minutes, and one at Binance, its minutes closed."""
    coin_id, symbol = new_coin()
    for step in range(7):
        at = now_us() - (10 - step) * MINUTE_US
        await exchange.trade(f"{symbol}-USD.KRAKEN", str(100 + step), ts_event_us=at, ts_recv_us=at)
    await exchange.trade(f"{symbol}-USDT.BINANCE", "99.9", trade_id="a1234", quote_usd=Decimal("0.999"))

    async def closed() -> bool:
        trades = await client.get(f"/market/trades/{coin_id}")
        minutes = await client.get(f"/market/candles/{coin_id}", params={"venue": "kraken"})
        instruments = await client.get("/market/instruments", params={"coin_id": coin_id})
        if not (trades.is_success and minutes.is_success and instruments.is_success):
            return False
        done = [item["is_closed"] for item in minutes.json()["items"]]
        counts = len(trades.json()["items"]), len(instruments.json()["items"])
        return counts == (8, 2) and done == [True] * 7

    await eventually(closed, timeout=20)
    return Traded(coin_id, symbol)
