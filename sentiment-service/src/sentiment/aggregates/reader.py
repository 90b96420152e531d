"""Sentiment on request: from Redis, where the publisher keeps it, else computed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from shared.data.database import Database
from shared.data.redis import Outage, Redis, RedisError
from shared.events import decoder, encode
from shared.http.metrics import CACHE_READS
from shared.logging import get_logger

from sentiment.aggregates.coin_sentiment import THE_MARKET, CoinSentiment, NamedModel
from sentiment.aggregates.computing import Computing

log = get_logger(__name__)

_FIGURE: Final = "sentiment"
_OF_THE_MARKET: Final = "sentiment-market"


class SentimentCache:
    """`sentiment:{coin_id}` in Redis, for the usual window. An error of Redis costs time, and is never the caller's."""

    def __init__(self, redis: Redis, model: NamedModel, ttl: timedelta) -> None:
        self._redis = redis
        self._model = model
        self._ttl = ttl
        self._outage = Outage("sentiment is computed for each request")

    async def read(self, coin_ids: Sequence[str]) -> Mapping[str, CoinSentiment]:
        """Those that are there, by coin."""
        if self._outage.is_on:
            CACHE_READS.labels(_FIGURE, "failed").inc(len(coin_ids))
            return {}
        try:
            raw = await self._redis.mget([cache_key(coin_id) for coin_id in coin_ids])
        except RedisError as error:
            self._outage.begin(error)
            CACHE_READS.labels(_FIGURE, "failed").inc(len(coin_ids))
            return {}
        self._outage.end()
        found = {one.coin_id: one for value in raw if value is not None and (one := self._decoded(value))}
        CACHE_READS.labels(_FIGURE, "hit").inc(len(found))
        CACHE_READS.labels(_FIGURE, "miss").inc(len(coin_ids) - len(found))
        return found

    def _decoded(self, raw: bytes | str) -> CoinSentiment | None:
        """None of what another release or another model has left there."""
        try:
            found = decoder(CoinSentiment).decode(raw)
        except msgspec.DecodeError as error:
            log.warning("cached sentiment not read", error=str(error))
            return None
        return found if (found.model, found.model_version) == (self._model.name, self._model.version) else None

    async def write(self, sentiments: Iterable[CoinSentiment]) -> None:
        if self._outage.is_on:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for one in sentiments:
                    pipe.set(cache_key(one.coin_id), encode(one), ex=self._ttl)
                await pipe.execute()
        except RedisError as error:
            self._outage.begin(error)


def cache_key(coin_id: str) -> str:
    return _OF_THE_MARKET if coin_id == THE_MARKET else f"sentiment:{coin_id}"


class SentimentReader:
    def __init__(self, database: Database, cache: SentimentCache, computing: Computing) -> None:
        self._database = database
        self._cache = cache
        self.computing = computing

    async def read(self, coin_ids: Sequence[str], at: datetime, window: timedelta | None = None) -> list[CoinSentiment]:
        """In the order of `coin_ids`; of the usual window, without another one.

        Raises:
            UnavailableError: neither Redis nor the database has it.
        """
        is_usual = window in (None, self.computing.weighing.window)
        found = dict(await self._cache.read(coin_ids)) if is_usual else {}
        lacking = [coin_id for coin_id in coin_ids if coin_id not in found]
        if lacking:
            async with self._database.begin() as conn:
                computed = await self.computing.compute(conn, lacking, at, window)
            found |= {one.coin_id: one for one in computed}
            if is_usual:
                await self._cache.write(computed)
        return [found[coin_id] for coin_id in coin_ids]
