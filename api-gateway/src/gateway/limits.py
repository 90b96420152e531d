"""A token bucket per client, shared by all replicas through Redis, and local while Redis is away.

Tokens are leased a few at a time to those who ask often, so that most requests cost no round trip.
"""

import asyncio
import math
import time
from collections import OrderedDict
from ipaddress import IPv6Address, IPv6Network
from typing import Final, NamedTuple, TypeVar

import msgspec
from shared.logging import get_logger
from shared.redis import Redis, RedisError

from gateway.bucket import Bucket

log = get_logger(__name__)

T = TypeVar("T")

# Redis' own clock, so that replicas agree. Gives the tokens granted (0 to ARGV[3]) and those left.
_TAKE: Final = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
tokens = math.min(burst, tokens + math.max(now - at, 0) * rate)
local granted = math.min(tonumber(ARGV[3]), math.floor(tokens))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return {granted, tostring(tokens)}
"""
_LEASED_FOR: Final = 1.0
_ANSWER_WITHIN: Final = 0.1
_ASK_AGAIN_AFTER: Final = 1.0
_CLIENTS: Final = 50_000
_NETWORK_BITS: Final = 64  # what one IPv6 subscriber has


class Policy(NamedTuple):
    """`rate` tokens a second over time, `burst` at once; a lease is at most `lease` tokens."""

    name: str
    rate: float
    burst: float
    lease: int

    @property
    def header(self) -> bytes:
        """Its `RateLimit-Policy`: a full bucket in the time that fills it."""
        return b'"%b";q=%d;w=%d' % (self.name.encode(), self.burst, math.ceil(self.burst / self.rate))


class Verdict(NamedTuple):
    allowed: bool
    remaining: int
    wait: float
    """Seconds until there is a token; 0 when allowed."""


class _Lease(msgspec.Struct):
    """`tokens` are ours until `until`; `left` were in Redis beside them. `want`: how many to ask for next."""

    tokens: int = 0
    left: float = 0
    until: float = 0
    none_before: float = 0
    want: int = 1


class Limiter:
    def __init__(self, redis: Redis, policy: Policy) -> None:
        self.policy = policy
        self._take = redis.register_script(_TAKE)
        self._leases: OrderedDict[str, _Lease] = OrderedDict()
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._redis_after = 0.0

    async def take(self, client: str) -> Verdict:
        """Take one token of `client`."""
        now = time.monotonic()
        if now < self._redis_after:
            return self._take_locally(client, now)
        lease = self._leases.get(client)
        if lease is None:
            lease = _remember(self._leases, client, _Lease())
        if lease.tokens == 0 or now >= lease.until:
            if now < lease.none_before:
                return Verdict(False, 0, lease.none_before - now)
            try:
                await self._renew(client, lease, now)
            except (RedisError, TimeoutError, OSError) as error:
                log.warning("redis is away, limits are local", error=repr(error))
                self._redis_after = time.monotonic() + _ASK_AGAIN_AFTER
                return self._take_locally(client, now)
        if lease.tokens == 0:
            return Verdict(False, 0, max(lease.none_before - now, 0))
        lease.tokens -= 1
        return Verdict(True, lease.tokens + int(lease.left), 0)

    async def _renew(self, client: str, lease: _Lease, now: float) -> None:
        """Ask for as many tokens as the client's pace justifies: twice as many as those it used up in time."""
        policy = self.policy
        lease.want = min(lease.want * 2, policy.lease) if now < lease.until else 1
        async with asyncio.timeout(_ANSWER_WITHIN):
            granted, left = await self._take(
                keys=[f"limit:{policy.name}:{client}"], args=[policy.rate, policy.burst, lease.want]
            )
        lease.tokens = (lease.tokens if now < lease.until else 0) + int(granted)
        lease.left, lease.until = float(left), now + _LEASED_FOR
        if not lease.tokens:
            lease.none_before = now + max(1 - lease.left, 0) / policy.rate

    def _take_locally(self, client: str, now: float) -> Verdict:
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = _remember(self._buckets, client, Bucket(self.policy.rate, self.policy.burst, now))
        allowed = bucket.take(now)
        return Verdict(allowed, int(bucket.level(now)), 0 if allowed else bucket.wait(now))


def _remember(entries: OrderedDict[str, T], key: str, entry: T) -> T:
    entries[key] = entry
    while len(entries) > _CLIENTS:
        entries.popitem(last=False)
    return entry


def client_of(address: str) -> str:
    """What a limit counts as one client: an IPv4 address, or an IPv6 network."""
    if ":" not in address:
        return address
    at = IPv6Address(address.partition("%")[0])
    return str(at.ipv4_mapped or IPv6Network((at, _NETWORK_BITS), strict=False).network_address)
