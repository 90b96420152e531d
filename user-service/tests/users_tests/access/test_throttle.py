from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from pydantic import SecretStr
from shared.data.redis import Redis, make_redis
from users.access.delays import DelayRule, LocalThrottle, attempt_counter
from users.access.throttle import Throttle
from users.settings import Settings

from ..visitors import new_name

RULE = DelayRule(3, timedelta(seconds=60), timedelta(hours=1))
SLOW = RULE._replace(first=timedelta(seconds=50))


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    yield redis
    await redis.aclose()


async def test_redis_and_this_process_count_alike(redis: Redis) -> None:
    here, there, rule = LocalThrottle(), Throttle(redis), SLOW._replace(free=2)
    found = [attempt_counter("test", new_name(), rule), attempt_counter("test", new_name(), rule._replace(free=3))]
    for step in ("count", "count", "count", "take_back", "take_back", "count", "clear", "count", "count"):
        if step == "count":
            first, second = here.count(found), await there.count(found)
            assert (first.wait > 0, first.first_delayed) == (second.wait > 0, second.first_delayed), step
        elif step == "take_back":
            here.take_back(found)
            await there.take_back(found)
        else:
            here.clear(found)
            await there.clear(found)


async def test_what_was_counted_in_redis_counts_here_when_it_goes_away(redis: Redis, settings: Settings) -> None:
    throttle, found = Throttle(redis), [attempt_counter("test", new_name(), SLOW)]
    for _ in range(SLOW.free):
        assert (await throttle.count(found)).wait == 0

    away = make_redis(settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")}))
    throttle._count = away.register_script("")

    assert (await throttle.count(found)).wait >= 1
    await away.aclose()


async def test_what_is_counted_is_forgotten_and_names_nobody(redis: Redis) -> None:
    name = new_name()
    found = attempt_counter("test", name, RULE)

    await Throttle(redis).count([found])

    assert 3_500 < await redis.ttl(found.key) <= 3_600
    assert name not in found.key
