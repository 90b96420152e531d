from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from shared.data.redis import Redis, make_redis
from users.access import throttle as throttle_module
from users.access.throttle import Limit, LocalThrottle, Pace, Throttle, limit
from users.settings import Settings

from ..visitors import new_name

PACE = Pace(3, timedelta(seconds=60), timedelta(hours=1))
SLOW = PACE._replace(first=timedelta(seconds=50))


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    yield redis
    await redis.aclose()


def test_delays_begin_with_the_last_free_attempt_and_double_up_to_the_longest() -> None:
    throttle, now, waits = LocalThrottle(), 0.0, []
    for _ in range(11):
        assert throttle.enter([Limit("k", PACE)], now).wait == 0
        waits.append(throttle._counts["k"].next_at - now)
        now += waits[-1]

    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.lists(st.floats(0, 100), max_size=80))
def test_no_more_get_through_than_the_free_ones_and_one_a_delay(gaps: list[float]) -> None:
    throttle, now, admitted = LocalThrottle(), 0.0, 0
    for gap in gaps:
        now += gap
        admitted += throttle.enter([Limit("k", PACE)], now).wait == 0

    most, delay, at = PACE.free, 1.0, 0.0
    while at + delay <= now:
        at, most, delay = at + delay, most + 1, min(60.0, delay * 2)
    # What was forgotten after an hour of quiet cannot happen within these gaps: 100 s at most.
    assert admitted <= most


def test_who_has_to_wait_makes_nothing_else_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle_module, "_LOCAL_KEYS", 3)
    throttle, mine = LocalThrottle(), [Limit("mine", PACE)]
    for _ in range(3):
        throttle.enter(mine, 0)

    for number in range(10):
        throttle.enter([*mine, Limit(f"name {number}", PACE)], 0)

    assert throttle.enter(mine, 0).wait == 1
    for number in range(10):
        throttle.enter([Limit(f"name {number}", PACE)], 0)
    assert len(throttle._counts) == 3


async def test_redis_and_this_process_count_alike(redis: Redis) -> None:
    here, there, pace = LocalThrottle(), Throttle(redis), SLOW._replace(free=2)
    found = [limit("test", new_name(), pace), limit("test", new_name(), pace._replace(free=3))]
    for step in ("enter", "enter", "enter", "take_back", "take_back", "enter", "clear", "enter", "enter"):
        if step == "enter":
            first, second = here.enter(found), await there.enter(found)
            assert (first.wait > 0, first.begun) == (second.wait > 0, second.begun), step
        elif step == "take_back":
            here.take_back(found)
            await there.take_back(found)
        else:
            here.clear(found)
            await there.clear(found)


async def test_what_was_counted_in_redis_counts_here_when_it_goes_away(redis: Redis, settings: Settings) -> None:
    throttle, found = Throttle(redis), [limit("test", new_name(), SLOW)]
    for _ in range(SLOW.free):
        assert (await throttle.enter(found)).wait == 0

    away = make_redis(settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")}))
    throttle._enter = away.register_script("")

    assert (await throttle.enter(found)).wait >= 1
    await away.aclose()


async def test_what_is_counted_is_forgotten_and_names_nobody(redis: Redis) -> None:
    name = new_name()
    found = limit("test", name, PACE)

    await Throttle(redis).enter([found])

    assert 3_500 < await redis.ttl(found.key) <= 3_600
    assert name not in found.key
