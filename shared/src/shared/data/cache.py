"""A cache decorator over Redis: a figure that cannot be read from it is computed. Ages are never cached."""

import functools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple, ParamSpec, TypeVar

import msgspec

from shared.data.redis import Redis, RedisError
from shared.events import encode
from shared.http.metrics import CACHE_READS
from shared.logging import get_logger

log = get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T", bound=msgspec.Struct)


class _Entry(NamedTuple):
    """Where a value is kept: under `key`, or in its field `part`."""

    key: str
    part: str | None


def cached(
    redis: Redis, kind: type[T], *, key: Callable[P, str], ttl: timedelta, field: Callable[P, str] | None = None
) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Awaitable[T]]]:
    """Keep the struct that a function returns under `key(*args)` for `ttl`.

    With `field` the key is a hash with one field per figure, so that one DEL removes all figures of a coin.
    """
    decode = msgspec.json.Decoder(kind).decode
    reads = {result: CACHE_READS.labels(kind.__name__.lower(), result) for result in ("hit", "miss", "failed")}

    def decorate(compute: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        @functools.wraps(compute)
        async def call(*args: P.args, **kwargs: P.kwargs) -> T:
            entry = _Entry(key(*args, **kwargs), field(*args, **kwargs) if field else None)
            try:
                raw = await _read(redis, entry)
                if raw is not None:
                    value = decode(raw)
                    reads["hit"].inc()
                    return value
                reads["miss"].inc()
            except (RedisError, msgspec.DecodeError) as error:
                reads["failed"].inc()
                log.warning("cache read failed", key=entry.key, error=str(error))
            value = await compute(*args, **kwargs)
            await _store(redis, entry, encode(value), ttl)
            return value

        return call

    return decorate


async def _read(redis: Redis, entry: _Entry) -> bytes | str | None:
    return await (redis.hget(entry.key, entry.part) if entry.part else redis.get(entry.key))


async def _store(redis: Redis, entry: _Entry, raw: bytes, ttl: timedelta) -> None:
    try:
        if entry.part is None:
            await redis.set(entry.key, raw, ex=ttl)
        else:
            async with redis.pipeline(transaction=False) as pipe:
                pipe.hset(entry.key, entry.part, raw)
                pipe.hexpire(entry.key, ttl, entry.part)
                await pipe.execute()
    except RedisError as error:
        log.warning("cache write failed", key=entry.key, error=str(error))
