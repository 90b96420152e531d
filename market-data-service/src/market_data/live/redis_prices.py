"""`price:{coin_id}` in Redis: the newest price; it expires when its producer has stopped.

A Redis that is away delays nothing and is no error: the next round has newer prices anyway.
"""

import asyncio
from datetime import timedelta

import msgspec
from shared.data.redis import Redis, RedisError
from shared.events import PriceV1, decoder, encode
from shared.logging import get_logger

log = get_logger(__name__)


class RedisPrices:
    """Writes prices; only the process that makes them uses it."""

    def __init__(self, redis: Redis, ttl: timedelta) -> None:
        self._redis = redis
        self._ttl = ttl
        self._pending: dict[str, PriceV1] = {}
        self._wake = asyncio.Event()

    def put(self, price: PriceV1) -> None:
        self._pending[price.coin_id] = price
        self._wake.set()

    async def run(self) -> None:
        """Write what is new until cancelled."""
        away = False
        while True:
            await self._wake.wait()
            self._wake.clear()
            pending, self._pending = self._pending, {}
            try:
                await self._write(pending)
            except RedisError as error:
                if not away:
                    log.warning("redis is away, live prices go on without it", error=str(error))
                away = True
            else:
                if away:
                    log.info("redis is back")
                away = False

    async def _write(self, prices: dict[str, PriceV1]) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for coin_id, price in prices.items():
                pipe.set(key(coin_id), encode(price), px=self._ttl)
            await pipe.execute()


class RedisPriceReader:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def read(self, coin_id: str) -> PriceV1 | None:
        """The price under a coin's key; None if there is none, or no Redis."""
        try:
            raw = await self._redis.get(key(coin_id))
            return None if raw is None else decoder(PriceV1).decode(raw)
        except (RedisError, msgspec.DecodeError) as error:
            log.warning("price not read from redis", coin_id=coin_id, error=str(error))
            return None


def key(coin_id: str) -> str:
    return f"price:{coin_id}"
