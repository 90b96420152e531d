"""The Redis pool of a service: bounded, with time-outs and a few retries. Redis away costs latency, never an error."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.settings import ServiceSettings

__all__ = ["Redis", "RedisError", "make_redis"]


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
