"""How often each coin is requested: counted in memory, added up in Redis, read when the service starts."""

from collections import Counter
from datetime import timedelta
from typing import Final

from shared.data.redis import Redis, RedisError
from shared.logging import get_logger

log = get_logger(__name__)

_KEY: Final = "analytics-asked"
_TTL: Final = timedelta(days=2)
"""From the last request that was counted."""


class Popularity:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._counts: Counter[str] = Counter()

    def count(self, coin_id: str) -> None:
        self._counts[coin_id] += 1

    async def save(self) -> None:
        """Add the counts since the last call to Redis; while Redis is away they are dropped."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for coin_id, times in counts.items():
                    pipe.zincrby(_KEY, times, coin_id)
                pipe.expire(_KEY, _TTL)
                await pipe.execute()
        except RedisError as error:
            log.warning("popularity not saved", error=str(error))

    async def most_popular(self, count: int) -> list[str]:
        """The most requested coins, most requested first; none without any request or while Redis is away."""
        try:
            found = await self._redis.zrevrange(_KEY, 0, count - 1)
        except RedisError as error:
            log.warning("popularity not read", error=str(error))
            return []
        return [coin_id.decode() for coin_id in found if isinstance(coin_id, bytes)]
