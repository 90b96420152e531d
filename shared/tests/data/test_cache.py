import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import msgspec
import pytest
from pydantic import SecretStr
from shared.data.cache import cached
from shared.data.redis import Redis, make_redis
from shared.events.ids import uuid7
from shared.settings import ServiceSettings


class CachedFigure(msgspec.Struct):
    value: str


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    redis = make_redis(ServiceSettings(redis_url=SecretStr(redis_url)))
    yield redis
    await redis.aclose()


def _named(key: str) -> Callable[[str], str]:
    """One key for every coin."""

    def name(coin_id: str) -> str:
        del coin_id
        return key

    return name


class CountedComputation:
    """A computation that counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, coin_id: str) -> CachedFigure:
        self.calls += 1
        return CachedFigure(value=coin_id)


async def test_a_figure_is_computed_once_and_expires(redis: Redis) -> None:
    compute, key = CountedComputation(), f"test:{uuid7()}"
    figure = cached(redis, CachedFigure, key=_named(key), ttl=timedelta(minutes=1))(compute)

    assert await figure("bitcoin") == await figure("bitcoin") == CachedFigure(value="bitcoin")
    assert compute.calls == 1
    assert 0 < await redis.ttl(key) <= 60


async def test_deleting_a_coins_key_removes_all_its_figures(redis: Redis) -> None:
    compute, key = CountedComputation(), f"test:{uuid7()}"
    figure = cached(redis, CachedFigure, key=_named(key), ttl=timedelta(minutes=1), field=lambda coin_id: coin_id)(
        compute
    )

    await figure("sma")
    await figure("ema")
    await figure("sma")
    assert compute.calls == 2

    await redis.delete(key)
    await figure("sma")
    assert compute.calls == 3


async def test_a_value_that_cannot_be_read_is_computed_again(redis: Redis) -> None:
    compute, key = CountedComputation(), f"test:{uuid7()}"
    await redis.set(key, b"{broken")

    assert await cached(redis, CachedFigure, key=_named(key), ttl=timedelta(minutes=1))(compute)("x") == CachedFigure(
        "x"
    )


async def test_without_redis_a_figure_is_computed() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        away = make_redis(ServiceSettings(redis_url=SecretStr(f"redis://127.0.0.1:{unused.getsockname()[1]}/0")))
        compute = CountedComputation()
        figure = cached(away, CachedFigure, key=lambda coin_id: coin_id, ttl=timedelta(minutes=1))(compute)

        assert await figure("bitcoin") == CachedFigure(value="bitcoin")
        await away.aclose()
