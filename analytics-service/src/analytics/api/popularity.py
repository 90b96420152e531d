"""How often coins are asked for: counted in memory, added up in Redis, so that a start knows which to warm."""

from collections import Counter
from datetime import timedelta
from typing import Final

from shared.data.redis import Redis, RedisError
from shared.logging import get_logger

log = get_logger(__name__)

_KEY: Final = "analytics-asked"
_KEPT: Final = timedelta(days=2)
"""After the last question."""


class Asked:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._counts: Counter[str] = Counter()

    def count(self, coin_id: str) -> None:
        self._counts[coin_id] += 1

    async def save(self) -> None:
        """Add to Redis what was counted since; without Redis it is forgotten."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for coin_id, times in counts.items():
                    pipe.zincrby(_KEY, times, coin_id)
                pipe.expire(_KEY, _KEPT)
                await pipe.execute()
        except RedisError as error:
            log.warning("questions not counted", error=str(error))

    async def most(self, count: int) -> list[str]:
        """The coins most asked for, most first; none if nobody has asked or Redis is away."""
        try:
            found = await self._redis.zrevrange(_KEY, 0, count - 1)
        except RedisError as error:
            log.warning("most asked coins not known", error=str(error))
            return []
        return [coin_id.decode() for coin_id in found if isinstance(coin_id, bytes)]
