"""The limit of a client, with a real Redis and without one."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from shared.data.rate_limiter import Limiter, Policy, SharedTokens
from shared.data.redis import Redis, make_redis
from shared.settings import ServiceSettings


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    redis = make_redis(ServiceSettings.model_validate({"deployment": "local", "redis_url": redis_url}))
    yield redis
    await redis.aclose()


def limiter(redis: Redis, *, rate: float = 0.01, burst: float = 20, lease: int = 10) -> Limiter:
    # A busy machine's Redis may answer late without being away.
    return Limiter(SharedTokens(redis, answer_within=30), Policy("test", rate, burst, lease))


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
    redis = make_redis(ServiceSettings.model_validate({"deployment": "local", "redis_url": "redis://127.0.0.1:1/0"}))
    limit, client = limiter(redis), uuid4().hex
    allowed = [(await limit.take(client)).allowed for _ in range(25)]
    await redis.aclose()

    assert allowed == [True] * 20 + [False] * 5


@pytest.mark.parametrize("lease", [1, 10])
async def test_what_costs_more_than_is_left_passes_once_and_is_paid_back(redis: Redis, lease: int) -> None:
    limit, client = limiter(redis, rate=1, burst=20, lease=lease), uuid4().hex
    first = await limit.take(client)
    large = await limit.take(client, 50)
    after = await limit.take(client)

    assert (first.allowed, large.allowed, large.remaining) == (True, True, 0)
    assert not after.allowed
    assert 29 <= after.wait <= 33


async def test_replicas_share_a_debt(redis: Redis) -> None:
    first, second, client = limiter(redis), limiter(redis), uuid4().hex

    assert (await first.take(client, 1_000)).allowed
    assert not (await second.take(client)).allowed


async def test_without_redis_a_debt_is_local() -> None:
    redis = make_redis(ServiceSettings.model_validate({"deployment": "local", "redis_url": "redis://127.0.0.1:1/0"}))
    limit, client = limiter(redis, rate=1), uuid4().hex
    allowed = [(await limit.take(client, 30)).allowed for _ in range(2)]
    await redis.aclose()

    assert allowed == [True, False]
