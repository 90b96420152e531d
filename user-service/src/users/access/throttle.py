"""Growing delays between attempts, counted in Redis for all replicas; while Redis is away, here.

An attempt is counted before it is made, atomically: of many at once no more get through than one after another.
"""

import hashlib
import math
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from cachetools import LRUCache
from shared.data.redis import Outage, Redis, RedisError

_LOCAL_KEYS: Final = 10_000

# ARGV holds of each key: free, first, longest, kept (ms). Returns the wait in ms, and the last key whose delays begin.
_ENTER: Final = """
local at = redis.call('TIME')
local now = at[1] * 1000 + math.floor(at[2] / 1000)
local wait = 0
for _, key in ipairs(KEYS) do
    wait = math.max(wait, tonumber(redis.call('HGET', key, 'next') or 0) - now)
end
if wait > 0 then return {wait, 0} end
local begun = 0
for i, key in ipairs(KEYS) do
    local over = redis.call('HINCRBY', key, 'attempts', 1) - ARGV[4 * i - 3]
    local delay = 0
    if over >= 0 then delay = math.min(tonumber(ARGV[4 * i - 1]), ARGV[4 * i - 2] * 2 ^ math.min(over, 20)) end
    if over == 0 then begun = i end
    redis.call('HSET', key, 'next', now + delay)
    redis.call('PEXPIRE', key, delay + ARGV[4 * i])
end
return {0, begun}
"""
_TAKE_BACK: Final = """
for i, key in ipairs(KEYS) do
    if redis.call('EXISTS', key) == 1 then
        local attempts = redis.call('HINCRBY', key, 'attempts', -1)
        if attempts <= 0 then redis.call('DEL', key)
        elseif attempts < tonumber(ARGV[i]) then redis.call('HSET', key, 'next', 0) end
    end
end
"""


class Pace(NamedTuple):
    """`free` attempts, then delays from `first` on, doubling up to `longest`; forgotten after `kept` without one."""

    free: int
    longest: timedelta
    kept: timedelta
    first: timedelta = timedelta(seconds=1)

    @property
    def arguments(self) -> tuple[int, ...]:
        """As the script takes them."""
        return self.free, _ms(self.first), _ms(self.longest), _ms(self.kept)


class Limit(NamedTuple):
    key: str
    pace: Pace


class Entry(NamedTuple):
    """`wait`: seconds until the next attempt may be made, 0 when this one may. `begun`: whose delays begin with it."""

    wait: int = 0
    begun: Limit | None = None


def limit(kind: str, subject: str, pace: Pace) -> Limit:
    """A limit on a subject, whose name does not show in Redis."""
    return Limit(f"throttle:{kind}:{hashlib.sha256(subject.encode()).hexdigest()[:32]}", pace)


class Throttle:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._enter = redis.register_script(_ENTER)
        self._take_back = redis.register_script(_TAKE_BACK)
        self._local = LocalThrottle()
        self._outage = Outage("attempts are counted in this process")

    async def enter(self, limits: Sequence[Limit]) -> Entry:
        """Count an attempt against all limits, unless one of them says to wait."""
        if not self._outage.is_on:
            arguments = [value for _, pace in limits for value in pace.arguments]
            try:
                wait, begun = await self._enter(keys=[found.key for found in limits], args=arguments)
            except RedisError as error:
                self._outage.begin(error)
            else:
                self._outage.end()
                if not wait:
                    self._local.enter(limits)  # so that it knows, should Redis go away
                return Entry(math.ceil(wait / 1_000), limits[begun - 1] if begun else None)
        return self._local.enter(limits)

    async def take_back(self, limits: Sequence[Limit]) -> None:
        """Undo the count of an attempt that was no failure."""
        self._local.take_back(limits)
        if not self._outage.is_on:
            try:
                await self._take_back(keys=[found.key for found in limits], args=[pace.free for _, pace in limits])
            except RedisError as error:
                self._outage.begin(error)

    async def clear(self, limits: Sequence[Limit]) -> None:
        """Forget what was counted."""
        self._local.clear(limits)
        if not self._outage.is_on:
            try:
                await self._redis.delete(*(found.key for found in limits))
            except RedisError as error:
                self._outage.begin(error)


class _Count:
    __slots__ = ("attempts", "forgotten_at", "next_at")

    def __init__(self) -> None:
        self.attempts, self.next_at, self.forgotten_at = 0, 0.0, math.inf


class LocalThrottle:
    """The same for this process alone. No I/O. Of too many keys it forgets the least recently counted."""

    def __init__(self) -> None:
        self._counts = LRUCache[str, _Count](_LOCAL_KEYS)

    def enter(self, limits: Sequence[Limit], now: float | None = None) -> Entry:
        """`now`: seconds of the monotonic clock."""
        now = time.monotonic() if now is None else now
        wait = max((self._counts[found.key].next_at - now for found in limits if found.key in self._counts), default=0)
        if wait > 0:
            return Entry(math.ceil(wait))
        begun = None
        for found in limits:
            count = self._count(found.key, now)
            count.attempts += 1
            over = count.attempts - found.pace.free
            delay = min(found.pace.longest, found.pace.first * 2 ** min(over, 20)).total_seconds() if over >= 0 else 0
            count.next_at = now + delay
            count.forgotten_at = now + delay + found.pace.kept.total_seconds()
            begun = found if over == 0 else begun
        return Entry(0, begun)

    def _count(self, key: str, now: float) -> _Count:
        count = self._counts.get(key)
        if count is None or count.forgotten_at <= now:
            count = self._counts[key] = _Count()
        return count

    def take_back(self, limits: Sequence[Limit]) -> None:
        for found in limits:
            count = self._counts.get(found.key)
            if count is not None:
                count.attempts = max(0, count.attempts - 1)
                if count.attempts < found.pace.free:
                    count.next_at = 0

    def clear(self, limits: Sequence[Limit]) -> None:
        for found in limits:
            self._counts.pop(found.key, None)


def _ms(life: timedelta) -> int:
    return life // timedelta(milliseconds=1)
