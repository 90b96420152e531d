"""What still answers when a server is away, over a database and a Redis that nobody listens at."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from market_data.api.coins.latest_price import LatestPrices
from market_data.api.deps import MarketState
from market_data.api.exchanges.compared import ComparedExchanges
from market_data.api.pipeline_state import Pipeline
from market_data.domain.coin_registry import Coin, CoinRegistry
from market_data.domain.windows import ListFigures
from market_data.live.boards import PriceBoard, QuoteBoard, RateBoard, RecorderBoard, VenueBoard
from market_data.live.redis_prices import RedisPriceReader
from market_data.live.unheard import Unheard
from market_data.main import with_routes
from market_data.settings import RestSettings
from shared.clock import now_us
from shared.data.engine import make_engine
from shared.data.redis import Redis, make_redis
from shared.events import PriceV1, encode
from shared.http.app import no_lifespan
from shared.http.health import Health

from .exchange import new_coin

NOBODY = 1


class Stranded:
    """The routes over servers that may be away."""

    def __init__(self, settings: RestSettings, redis: Redis) -> None:
        engine = make_engine(settings, role="market_data")
        self.engine, self.prices, self.registry = engine, PriceBoard(), CoinRegistry()
        venues, recorders = VenueBoard(), RecorderBoard()
        self.app = with_routes(settings, Health(), no_lifespan)
        self.app.state.market = MarketState(
            mode=settings.mode,
            engine=engine,
            registry=self.registry,
            venues=venues,
            unheard=Unheard(settings.mode, venues, recorders),
            prices=self.prices,
            latest=LatestPrices(self.prices, RedisPriceReader(redis), engine),
            figures=ListFigures(),
            pipeline=Pipeline(mode=settings.mode, venues=venues, recorders=recorders, is_loaded=lambda: True),
            exchanges=ComparedExchanges(QuoteBoard(), RateBoard(), settings.taker_fees_bp, 10_000_000),
        )

    async def get(self, path: str) -> httpx.Response:
        app: FastAPI = self.app
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://market-data") as client:
            return await client.get(f"/market/{path}")


@pytest.fixture
def without_database(settings: RestSettings) -> RestSettings:
    return settings.model_copy(
        update={"database_url": type(settings.database_url)(f"postgresql://nobody@127.0.0.1:{NOBODY}/nothing")}
    )


@pytest.fixture
async def stranded(without_database: RestSettings, redis: Redis) -> AsyncIterator[Stranded]:
    """Give the routes without a database."""
    stranded = Stranded(without_database, redis)
    coin_id, symbol = new_coin()
    stranded.registry.assume([Coin(coin_id, symbol, symbol)])
    yield stranded
    await stranded.engine.dispose()


def only_coin(stranded: Stranded) -> str:
    return next(iter(stranded.registry._coins))


def price(coin_id: str, figure: str, *, age_seconds: int = 0) -> PriceV1:
    made_us = now_us() - age_seconds * 1_000_000
    return PriceV1(coin_id=coin_id, made_us=made_us, price=Decimal(figure), as_of_us=made_us)


@pytest.mark.parametrize("path", ["coins", "coins/{}", "candles/{}", "trades/{}", "pipeline", "summary"])
async def test_what_reads_tables_is_unavailable_without_the_database(stranded: Stranded, path: str) -> None:
    answer = await stranded.get(path.format(only_coin(stranded)))

    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert answer.headers["retry-after"] == "2"


async def test_live_prices_and_venues_answer_without_the_database(stranded: Stranded) -> None:
    coin_id = only_coin(stranded)
    stranded.prices.put(price(coin_id, "12.5"))

    found = await stranded.get(f"prices/{coin_id.upper()}")

    assert (found.status_code, found.json()["price"], found.json()["stale"]) == (200, "12.5", False)
    assert (await stranded.get("venues")).status_code == httpx.codes.OK


async def test_a_coin_in_no_table_is_known_by_its_price(stranded: Stranded) -> None:
    stranded.prices.put(price("unlisted", "3"))

    assert (await stranded.get("prices/unlisted")).json()["price"] == "3"


async def test_redis_answers_where_memory_has_lost_its_producer(stranded: Stranded, redis: Redis) -> None:
    coin_id = only_coin(stranded)
    stranded.prices.put(price(coin_id, "1", age_seconds=60))
    await redis.set(f"price:{coin_id}", encode(price(coin_id, "2")), ex=10)

    assert (await stranded.get(f"prices/{coin_id}")).json()["price"] == "2"


async def test_without_a_producer_the_last_price_is_told_with_its_age(stranded: Stranded) -> None:
    coin_id = only_coin(stranded)
    stranded.prices.put(price(coin_id, "1", age_seconds=60))

    found = (await stranded.get(f"prices/{coin_id}")).json()

    assert (found["price"], found["stale"], found["reason"]) == ("1", True, "venue_stale")


async def test_what_nobody_knows_is_unknown_with_a_reason(stranded: Stranded) -> None:
    found = (await stranded.get(f"prices/{only_coin(stranded)}")).json()

    assert (found["price"], found["stale"], found["reason"]) == (None, True, "no_data")


async def test_redis_away_is_no_error(settings: RestSettings) -> None:
    away = make_redis(
        settings.model_copy(update={"redis_url": type(settings.redis_url)(f"redis://127.0.0.1:{NOBODY}")})
    )
    stranded = Stranded(settings, away)
    coin_id, symbol = new_coin()
    stranded.registry.assume([Coin(coin_id, symbol, symbol)])

    found: Any = await stranded.get(f"prices/{coin_id}")

    assert (found.status_code, found.json()["reason"]) == (200, "no_data")
    await away.aclose()
    await stranded.engine.dispose()


def test_the_interface_is_documented_with_its_problems(settings: RestSettings) -> None:
    document = with_routes(settings, Health(), no_lifespan).openapi()

    assert set(document["paths"]) == {
        f"/market/{path}"
        for path in (
            "coins",
            "coins/{coin_id}",
            "instruments",
            "prices",
            "prices/{coin_id}",
            "candles/{coin_id}",
            "trades/{coin_id}",
            "gaps/{coin_id}",
            "completeness/{coin_id}",
            "spreads/{coin_id}",
            "spreads/{coin_id}/history",
            "arbitrage",
            "venues",
            "pipeline",
            "history",
            "summary",
        )
    }
    for path in document["paths"].values():
        assert {"200", "400", "503"} <= set(path["get"]["responses"])
        assert "422" not in path["get"]["responses"]
    assert document["components"]["schemas"]["Price"]["properties"]["price"]["anyOf"][0]["type"] == "string"
