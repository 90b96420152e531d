"""Growing delays between attempts, counted in Redis for all replicas, and in this process while Redis is away.

An attempt is counted before it is made, in one step: however many come at once, no more are allowed than of many that
come one after another.
"""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from shared.data.redis import Outage, Redis, RedisError

from users.access.delays import AttemptCounter, AttemptResult, DelayRule, LocalThrottle

# ARGV: for each key `free`, `first`, `longest`, `kept` (ms). Returns the wait in ms, and the number of the last key
# whose delays begin with this attempt.
_COUNT: Final = """
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


class Throttle:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._count = redis.register_script(_COUNT)
        self._take_back = redis.register_script(_TAKE_BACK)
        self._local = LocalThrottle()
        self._outage = Outage("attempts are counted in this process")

    async def count(self, counters: Sequence[AttemptCounter]) -> AttemptResult:
        """Count an attempt against all counters, unless one of them demands to wait."""
        if not self._outage.is_on:
            arguments = [value for _, rule in counters for value in _arguments(rule)]
            try:
                wait, begun = await self._count(keys=[counter.key for counter in counters], args=arguments)
            except RedisError as error:
                self._outage.begin(error)
            else:
                self._outage.end()
                if not wait:
                    self._local.count(counters)  # so that the count goes on here if Redis goes away
                return AttemptResult(math.ceil(wait / 1_000), counters[begun - 1] if begun else None)
        return self._local.count(counters)

    async def take_back(self, counters: Sequence[AttemptCounter]) -> None:
        """Undo the count of an attempt that was no failure."""
        self._local.take_back(counters)
        if not self._outage.is_on:
            keys, free = [counter.key for counter in counters], [counter.rule.free for counter in counters]
            try:
                await self._take_back(keys=keys, args=free)
            except RedisError as error:
                self._outage.begin(error)

    async def clear(self, counters: Sequence[AttemptCounter]) -> None:
        """Set the counters to zero."""
        self._local.clear(counters)
        if not self._outage.is_on:
            try:
                await self._redis.delete(*(counter.key for counter in counters))
            except RedisError as error:
                self._outage.begin(error)


def _arguments(rule: DelayRule) -> tuple[int, ...]:
    """A rule as the script takes it."""
    return rule.free, _ms(rule.first), _ms(rule.longest), _ms(rule.kept)


def _ms(life: timedelta) -> int:
    return life // timedelta(milliseconds=1)
