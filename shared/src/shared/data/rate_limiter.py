"""The rate limiter: token buckets in Redis, shared by all replicas, and local ones while Redis does not answer.

What costs more than one token is allowed as soon as there is one: what is missing is a debt, which later requests wait
for. So work is limited by its cost, and nothing is too large for its bucket. A client that sends many requests leases
several tokens at once, so that most requests cost no round trip.
"""

import asyncio
import math
import time
from typing import Final, NamedTuple

import msgspec
from cachetools import FIFOCache

from shared.data.redis import Outage, Redis, RedisError
from shared.data.token_bucket import TokenBucket

# The time is Redis' own, so that replicas agree. ARGV[3]: the tokens that are needed, ARGV[4]: those that are wanted.
# Returns the tokens granted (0, or from needed to wanted) and those left, less than none in debt.
_TAKE: Final = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
tokens = math.min(burst, tokens + math.max(now - at, 0) * rate)
local granted = 0
if tokens >= 1 then
  granted = math.max(tonumber(ARGV[3]), math.min(tonumber(ARGV[4]), math.floor(tokens)))
end
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1000)
return {granted, tostring(tokens)}
"""
_LEASED_FOR: Final = 1.0
_ANSWER_WITHIN: Final = 0.1  # seconds; a Redis that takes longer counts as away
_CLIENTS: Final = 50_000


class Policy(NamedTuple):
    """`rate` tokens a second over time, `burst` at once; a lease is at most `lease` tokens."""

    name: str
    rate: float
    burst: float
    lease: int = 1

    @property
    def header(self) -> bytes:
        """The value of the header `RateLimit-Policy`: the bucket's size and the seconds that fill it."""
        return b'"%b";q=%d;w=%d' % (self.name.encode(), self.burst, math.ceil(self.burst / self.rate))


class Verdict(NamedTuple):
    """`wait`: seconds until there is a token; 0 when allowed."""

    policy: Policy
    allowed: bool
    remaining: int
    wait: float

    @property
    def header(self) -> bytes:
        """The value of the header `RateLimit`: the tokens left, and the seconds until the bucket is full."""
        policy = self.policy
        full = math.ceil((policy.burst - self.remaining) / policy.rate)
        return b'"%b";r=%d;t=%d' % (policy.name.encode(), self.remaining, full)


class SharedTokens:
    """The buckets in Redis. All limiters of a process share one object, and with it what is known of an outage."""

    def __init__(self, redis: Redis, *, answer_within: float = _ANSWER_WITHIN) -> None:
        self._script = redis.register_script(_TAKE)
        self._answer_within = answer_within
        self._outage = Outage("limits are local")

    async def take(self, policy: Policy, client: str, need: int, want: int) -> tuple[int, float] | None:
        """Take `need` to `want` tokens, or 0; returns how many, and how many are left. None while Redis is away."""
        if self._outage.is_on:
            return None
        try:
            async with asyncio.timeout(self._answer_within):
                granted, left = await self._script(
                    keys=[f"limit:{policy.name}:{client}"], args=[policy.rate, policy.burst, need, want]
                )
        except (RedisError, TimeoutError, OSError) as error:
            self._outage.begin(error)
            return None
        self._outage.end()
        return int(granted), float(left)

    @property
    def away(self) -> bool:
        return self._outage.is_on


class _Lease(msgspec.Struct):
    """`tokens` belong to this process until `until`; Redis had `left` more. `want`: how many to take next time.

    Before `none_before` Redis has no token either, so that it need not be called.
    """

    tokens: int = 0
    left: float = 0
    until: float = 0
    none_before: float = 0
    want: int = 1


class Limiter:
    """The limit of one policy, counted per client."""

    def __init__(self, tokens: SharedTokens, policy: Policy) -> None:
        self.policy = policy
        self._tokens = tokens
        self._leases = FIFOCache[str, _Lease](_CLIENTS)
        self._buckets = FIFOCache[str, TokenBucket](_CLIENTS)

    async def take(self, client: str, cost: int = 1) -> Verdict:
        """Take `cost` tokens of `client`, all of them or none."""
        now = time.monotonic()
        if self._tokens.away:
            return self._take_locally(client, cost, now)
        lease = self._leases.get(client)
        if lease is None:
            lease = self._leases[client] = _Lease()
        if now >= lease.until:
            lease.tokens = 0
        if lease.tokens < cost:
            if now < lease.none_before:
                return self._refused(lease, now)
            granted = await self._renew(client, lease, cost, now)
            if granted is None:
                return self._take_locally(client, cost, now)
            if not granted:
                return self._refused(lease, now)
        lease.tokens -= cost  # below zero where another request has used up the lease meanwhile
        return Verdict(self.policy, True, max(lease.tokens + int(lease.left), 0), 0)

    def _refused(self, lease: _Lease, now: float) -> Verdict:
        return Verdict(self.policy, False, 0, max(lease.none_before - now, 0))

    async def _renew(self, client: str, lease: _Lease, cost: int, now: float) -> int | None:
        """Lease twice as many tokens as last time if the client used those up within the lease, else what is needed.

        Returns how many; None while Redis is away.
        """
        policy = self.policy
        lease.want = min(lease.want * 2, policy.lease) if now < lease.until else 1
        need = cost - lease.tokens
        answer = await self._tokens.take(policy, client, need, max(lease.want, need))
        if answer is None:
            return None
        granted, lease.left = answer
        lease.tokens += granted
        lease.until = now + _LEASED_FOR
        if not granted:
            lease.none_before = now + max(1 - lease.left, 0) / policy.rate
        return granted

    def _take_locally(self, client: str, cost: int, now: float) -> Verdict:
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = TokenBucket(self.policy.rate, self.policy.burst, now)
        allowed = bucket.take(now, cost)
        return Verdict(self.policy, allowed, int(max(bucket.level(now), 0)), 0 if allowed else bucket.wait(now))
