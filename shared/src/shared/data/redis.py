"""The Redis pool of a service: bounded, with time-outs and a few retries; `Outage` for working without Redis."""

import time
from typing import Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.logging import get_logger
from shared.settings import ServiceSettings

__all__ = ["Outage", "Redis", "RedisError", "make_redis"]

log = get_logger(__name__)

_TRY_AGAIN_AFTER: Final = 1.0


def make_redis(settings: ServiceSettings, *, max_connections: int = 20) -> Redis:
    """A client whose calls give up within about a second and raise `RedisError` then."""
    pool = BlockingConnectionPool.from_url(
        settings.redis_url.get_secret_value(),
        max_connections=max_connections,
        timeout=1,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.2), retries=2),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        health_check_interval=30,
    )
    return Redis.from_pool(pool)


class Outage:
    """After an error Redis is not called for a second, so that not every call waits for the time-out.

    `instead` tells the reader of the log what callers do meanwhile.
    """

    def __init__(self, instead: str) -> None:
        self._instead = instead
        self._until = 0.0
        self._is_logged = False

    @property
    def is_on(self) -> bool:
        """Whether Redis is not to be called now."""
        return time.monotonic() < self._until

    def begin(self, error: Exception) -> None:
        if not self._is_logged:
            log.warning("redis is away", instead=self._instead, error=repr(error))
        self._is_logged = True
        self._until = time.monotonic() + _TRY_AGAIN_AFTER

    def end(self) -> None:
        """A call succeeded."""
        if self._is_logged:
            log.info("redis is back")
        self._is_logged = False
