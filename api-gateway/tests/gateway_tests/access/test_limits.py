"""The limit of a client, through a real Redis and without it."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from gateway.access.addresses import client_of
from gateway.access.limits import Grants, Limiter, Policy
from gateway.settings import Settings
from shared.data.redis import Redis, make_redis
from stack.testing import eventually

from ..accounts import Accounts
from ..conftest import Make
from ..servers import gateway, is_ready


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    redis = make_redis(Settings.model_validate({"redis_url": redis_url}))
    yield redis
    await redis.aclose()


def limiter(redis: Redis, *, rate: float = 0.01, burst: float = 20, lease: int = 10) -> Limiter:
    return Limiter(Grants(redis), Policy("test", rate, burst, lease))


async def test_a_burst_passes_exactly_and_the_rest_waits(redis: Redis) -> None:
    limit, client = limiter(redis), uuid4().hex
    verdicts = [await limit.take(client) for _ in range(30)]

    assert [verdict.allowed for verdict in verdicts] == [True] * 20 + [False] * 10
    assert verdicts[0].remaining == 19
    assert 0 < verdicts[-1].wait <= 100


async def test_replicas_share_one_bucket(redis: Redis) -> None:
    first, second, client = limiter(redis, lease=1), limiter(redis, lease=1), uuid4().hex
    allowed = [(await one.take(client)).allowed for _ in range(15) for one in (first, second)]

    assert sum(allowed) == 20


async def test_clients_do_not_share_a_bucket(redis: Redis) -> None:
    limit = limiter(redis, burst=1)

    assert (await limit.take(uuid4().hex)).allowed
    assert (await limit.take(uuid4().hex)).allowed


async def test_tokens_come_back_with_time(redis: Redis) -> None:
    limit, client = limiter(redis, rate=50, burst=1), uuid4().hex
    started, allowed = time.monotonic(), 0
    while allowed < 4:
        verdict = await limit.take(client)
        allowed += verdict.allowed
        await asyncio.sleep(verdict.wait)

    assert time.monotonic() - started >= 0.05


async def test_without_redis_the_limit_is_local_and_nothing_fails() -> None:
    redis = make_redis(Settings.model_validate({"redis_url": "redis://127.0.0.1:1/0"}))
    limit, client = limiter(redis), uuid4().hex
    allowed = [(await limit.take(client)).allowed for _ in range(25)]
    await redis.aclose()

    assert allowed == [True] * 20 + [False] * 5


async def test_too_many_requests_are_told_when_to_come_back(make_settings: Make, somewhere: dict[str, str]) -> None:
    settings = make_settings(request_rate=0.1, request_burst=3, trusted_proxies="127.0.0.1")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        answers = [await client.get("/api/market/x") for _ in range(5)]

    last = answers[-1]
    assert [answer.status_code for answer in answers].count(429) >= 2
    assert last.json()["code"] == "rate_limited"
    assert int(last.headers["retry-after"]) in range(1, 11)
    assert last.headers["ratelimit"] == '"anonymous";r=0;t=30'
    assert last.headers["ratelimit-policy"] == '"anonymous";q=3;w=30'
    assert answers[0].headers["ratelimit"] == '"anonymous";r=2;t=10'


async def test_a_user_and_a_key_each_have_a_limit_of_their_own(make_settings: Make, accounts: Accounts) -> None:
    settings = make_settings(user_rate=0.1, user_burst=3, key_rate=0.1, key_burst=2)
    shown: list[dict[str, str]] = [
        {"Authorization": f"Bearer {accounts.token(sub=str(uuid4()))}"},
        {"Authorization": f"Bearer {accounts.token(sub=str(uuid4()))}"},
        {"X-API-Key": accounts.new_api_key()[0]},
    ]
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        await eventually(lambda: is_ready(address))
        answers = [[await client.get("/api/market/x", headers=one) for _ in range(5)] for one in shown]
        anonymous = await client.get("/api/market/x")

    assert [[answer.status_code for answer in one].count(200) for one in answers] == [3, 3, 2]
    assert answers[0][1].headers["ratelimit"] == '"user";r=1;t=20'
    assert answers[2][-1].headers["ratelimit-policy"] == '"key";q=2;w=20'
    assert anonymous.status_code == 200


async def test_guessing_passwords_is_refused_without_asking_the_users_service(
    make_settings: Make, accounts: Accounts, somewhere: dict[str, str]
) -> None:
    accounts.asked.clear()
    settings = make_settings(trusted_proxies="127.0.0.1", route_limits={})
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        answers = [await client.post("/api/users/login", json={"login": "a", "password": "b"}) for _ in range(300)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 220
    assert accounts.asked == ["/users/login"] * (300 - len(refused))
    assert int(refused[0].headers["retry-after"]) in range(1, 4)
    assert refused[0].headers["ratelimit-policy"] == '"login";q=60;w=120'
    assert '"login";q=60;w=120, "anonymous"' in answers[0].headers["ratelimit-policy"]


async def test_a_route_can_be_given_another_limit_and_the_others_keep_theirs(make_settings: Make) -> None:
    settings = make_settings(route_limits={"login": {"per_minute": 60, "burst": 1}})

    assert settings.route_limits["login"].burst == 1
    assert settings.route_limits["register"].burst == 40


async def test_with_redis_away_requests_are_still_answered_and_still_limited(make_settings: Make) -> None:
    settings = make_settings(
        redis_url="redis://:gone@127.0.0.1:1/0", request_rate=0.1, request_burst=5, route_limits={}
    )
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        codes = [(await client.get("/api/market/x")).status_code for _ in range(10)]
        logins = [(await client.post("/api/users/login")).status_code for _ in range(20)]

    assert codes == [200] * 5 + [429] * 5
    assert set(logins) == {429}


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("fe80::1%eth0", "fe80::"),
        ("not:an:address", "not:an:address"),
    ],
)
def test_a_client_is_an_address_or_what_a_subscriber_has(address: str, client: str) -> None:
    assert client_of(address) == client
