"""The figures of a coin in Redis: `analytics:{coin_id}`, a hash with one field per figure, parameters and state.

The state of the candles that a figure was computed from is part of its field's name, so a figure of other
candles is never served: not while the event of a revision is on its way, nor from a reader that was slower than it.
Deleting the hash only frees memory. While Redis is away figures are computed each time.
"""

from collections.abc import Iterable

from shared.data.redis import Redis, RedisError
from shared.logging import get_logger

log = get_logger(__name__)


def key(coin_id: str) -> str:
    return f"analytics:{coin_id}"


def field(*parts: object) -> str:
    """A figure's name within the hash."""
    return ":".join(str(part) for part in parts)


async def forget(redis: Redis, coin_ids: Iterable[str]) -> None:
    """Delete all figures of these coins."""
    try:
        await redis.delete(*(key(coin_id) for coin_id in set(coin_ids)))
    except RedisError as error:
        log.warning("cache not cleared", error=str(error))
