"""A replica that has not computed a ledger answers from Redis, and without Redis as well."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from portfolio.injection import Dependencies
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.portfolios import fetch_portfolio
from portfolio.main import create_app
from portfolio.settings import Settings
from portfolio.valuation import summaries
from portfolio.valuation.ledgers import Ledgers
from portfolio.valuation.summaries import Summaries, Summary, SummaryCache, field, key
from pydantic import SecretStr
from shared.clock import from_us, now_us
from shared.data.redis import Redis, make_redis
from shared.jobs import Jobs

from ..owners import Owner

DAY_US = 86_400_000_000
ROWS = [
    {
        "kind": "trade",
        "time": f"2024-01-0{day}T00:00:00Z",
        "in": {"asset": "BTC", "quantity": quantity},
        "out": {"asset": "USD", "quantity": "100.10"},
        "wallet": wallet,
    }
    for day, quantity, wallet in ((1, "0.10", "Kraken"), (2, "0.000000000000000001", "Cold"), (3, "3", "Kraken"))
] + [
    {
        "kind": "withdrawal",
        "time": "2024-02-01T00:00:00Z",
        "out": {"asset": "BTC", "quantity": "0.05"},
        "value": {"amount": "9", "currency": "USD"},
    },
]


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    yield redis
    await redis.aclose()


class Replica:
    """Another process of the service, which has computed nothing yet."""

    def __init__(self, app: FastAPI, redis: Redis, settings: Settings) -> None:
        one: Dependencies = app.state.dependencies
        self.ledgers = Ledgers(one.database, settings.cached_transactions)
        self.summaries = Summaries(one.database, self.ledgers, SummaryCache(redis, settings.cache_ttl))
        self.app = create_app(settings, Jobs())
        self.app.state.dependencies = replace(one, ledgers=self.ledgers, summaries=self.summaries)
        self.app.state.verifier = app.state.verifier

    async def get(self, owner: Owner, path: str, **query: Any) -> Any:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://replica") as client:
            return await Owner(client, owner.user_id).get(path, **query)


@pytest.fixture
def replica(app: FastAPI, redis: Redis, settings: Settings) -> Replica:
    return Replica(app, redis, settings)


async def read_portfolio(app: FastAPI, owner: Owner, portfolio_id: str) -> Portfolio:
    async with app.state.dependencies.database.begin() as conn:
        found = await fetch_portfolio(conn, owner.user_id, UUID(portfolio_id))
    assert found is not None
    return found


async def new_ledger(owner: Owner) -> str:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", {"items": ROWS})
    return portfolio


@pytest.mark.usefixtures("prices")
@pytest.mark.parametrize("path", ["", "/lots"])
@pytest.mark.parametrize("method", list(LotMethod))
async def test_a_replica_answers_from_redis_without_the_ledger(
    app: FastAPI, owner: Owner, replica: Replica, path: str, method: LotMethod
) -> None:
    portfolio_id = await new_ledger(owner)
    await owner.ask("PATCH", f"/{portfolio_id}", {"lot_method": method})
    computed = await owner.get(f"/{portfolio_id}{path}")

    found = await replica.get(owner, f"/{portfolio_id}{path}")

    assert {**found, "as_of": None} == {**computed, "as_of": None}
    assert not replica.ledgers.has(await read_portfolio(app, owner, portfolio_id), method)


async def test_a_shared_page_is_answered_from_redis(app: FastAPI, owner: Owner, replica: Replica) -> None:
    portfolio_id = await new_ledger(owner)
    shared = (await owner.post(f"/{portfolio_id}/shares", {"hide_amounts": False}))["path"]
    computed = await owner.get(shared)

    assert await replica.get(owner, shared) == computed
    assert not replica.ledgers.has(await read_portfolio(app, owner, portfolio_id), LotMethod.FIFO)


async def test_what_was_changed_since_is_computed(owner: Owner, replica: Replica) -> None:
    portfolio_id = await new_ledger(owner)
    assert len((await owner.get(f"/{portfolio_id}/lots"))["items"]) == 3

    await owner.post(f"/{portfolio_id}/transactions", {**ROWS[0], "time": "2024-01-04T00:00:00Z"})

    assert len((await replica.get(owner, f"/{portfolio_id}/lots"))["items"]) == 4
    assert (await replica.get(owner, f"/{portfolio_id}"))["questions"] == 1


async def test_a_declined_question_is_counted_no_longer(owner: Owner, replica: Replica) -> None:
    portfolio_id = await new_ledger(owner)
    asked = (await owner.get(f"/{portfolio_id}/questions"))["items"]
    assert (await owner.get(f"/{portfolio_id}"))["questions"] == len(asked) == 1

    await owner.post(f"/{portfolio_id}/questions/decline", {"question_id": asked[0]["question_id"]}, 204)

    assert [(await one.get(owner, f"/{portfolio_id}"))["questions"] for one in (replica, replica)] == [0, 0]
    assert (await owner.get(f"/{portfolio_id}"))["questions"] == 0


@pytest.mark.parametrize("small", [1_000, 0], ids=["together", "one by one"])
async def test_many_are_as_each_is_by_itself(
    app: FastAPI, owner: Owner, replica: Replica, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "_SMALL", small)
    ids = [await new_ledger(owner), await owner.new_portfolio(), await new_ledger(owner)]
    (asked,) = (await owner.get(f"/{ids[0]}/questions"))["items"]
    await owner.post(f"/{ids[0]}/questions/decline", {"question_id": asked["question_id"]}, 204)
    portfolios = [await read_portfolio(app, owner, one) for one in ids]

    found = await replica.summaries.read_many(portfolios)

    assert found == {one.portfolio_id: await replica.summaries.read(one) for one in portfolios}
    assert [found[one.portfolio_id].questions for one in portfolios] == [0, 0, 1]


async def test_redis_has_exact_text_for_ten_minutes_and_no_value(
    owner: Owner, redis: Redis, settings: Settings
) -> None:
    portfolio_id = await new_ledger(owner)
    await owner.get(f"/{portfolio_id}")

    stored = await redis.hgetall(key(owner.user_id))
    expiries = await redis.httl(key(owner.user_id), *stored)

    assert {str(name, "ascii").partition(":")[2] for name in stored if isinstance(name, bytes)} == {
        "fifo:holdings",
        "fifo:lots",
    }
    assert all(0 < seconds <= settings.cache_ttl.total_seconds() == 600 for seconds in expiries)
    lots = msgspec.json.decode(stored[f"{portfolio_id}:fifo:lots".encode()])["lots"]
    assert [lot["remaining"] for lot in lots] == ["0.05", "0.000000000000000001", "3"]
    assert {"value", "price"}.isdisjoint(lots[0])


async def test_a_deleted_portfolio_leaves_nothing_in_redis(owner: Owner, redis: Redis) -> None:
    gone, stays = await new_ledger(owner), await new_ledger(owner)
    for portfolio_id in (gone, stays):
        await owner.get(f"/{portfolio_id}")

    await owner.ask("DELETE", f"/{gone}")

    left = await redis.hkeys(key(owner.user_id))
    assert {str(name, "ascii").partition(":")[0] for name in left if isinstance(name, bytes)} == {stays}


async def test_what_cannot_be_read_is_computed(owner: Owner, redis: Redis, replica: Replica) -> None:
    portfolio_id = await new_ledger(owner)
    computed = await owner.get(f"/{portfolio_id}")
    name = field(UUID(portfolio_id), LotMethod.FIFO, Summary)
    await redis.hset(key(owner.user_id), name, b"{broken")

    assert await replica.get(owner, f"/{portfolio_id}") == computed


async def test_without_redis_answers_are_the_same(app: FastAPI, owner: Owner, settings: Settings) -> None:
    portfolio_id = await new_ledger(owner)
    away = make_redis(settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")}))
    replica = Replica(app, away, settings)

    for path in ("", "/lots"):
        assert await replica.get(owner, f"/{portfolio_id}{path}") == await owner.get(f"/{portfolio_id}{path}")
    await replica.summaries.forget(owner.user_id, UUID(portfolio_id))
    await away.aclose()


async def test_questions_count_until_a_row_that_lies_ahead_is_plausible(app: FastAPI, owner: Owner) -> None:
    portfolio_id = await new_ledger(owner)
    ahead = from_us(now_us() + 3 * DAY_US)
    await owner.post(f"/{portfolio_id}/transactions", {**ROWS[0], "time": ahead.isoformat()})

    portfolio = await read_portfolio(app, owner, portfolio_id)
    found = await app.state.dependencies.summaries.read(portfolio)

    assert found.questions == 2
    assert found.until_us is not None
    assert 1 < (found.until_us - now_us()) / DAY_US < 2
    assert found.is_of(portfolio)
    assert not msgspec.structs.replace(found, until_us=now_us() - 1).is_of(portfolio)
