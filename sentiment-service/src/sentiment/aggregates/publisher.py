"""Each coin's sentiment to the topic and to Redis: every few seconds those whose stories changed, each minute all.

Delivery: at least once; a later state of a coin replaces an earlier one. After a restart all are published.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from prometheus_client import Counter
from shared.kafka import Producer
from shared.kafka.topics import SCORES
from sqlalchemy.ext.asyncio import AsyncEngine

from sentiment.aggregates.changes import REACH
from sentiment.aggregates.coin_sentiment import THE_MARKET, CoinSentiment
from sentiment.aggregates.computing import Computing
from sentiment.aggregates.reader import SentimentCache
from sentiment.aggregates.sql.scored_documents import fetch_marks

ALL_EVERY: Final = timedelta(minutes=1)
"""Unchanged ones, too: their stories age and leave the window."""
PUBLISHED: Final = Counter("sentiment_scores_published_total", "Sentiments of coins published")


class ScorePublisher:
    """`coin_ids` gives the coins that the platform follows now."""

    def __init__(
        self,
        engine: AsyncEngine,
        producer: Producer,
        cache: SentimentCache,
        computing: Computing,
        coin_ids: Callable[[], Sequence[str]],
    ) -> None:
        self._engine = engine
        self._producer = producer
        self._cache = cache
        self._computing = computing
        self._coin_ids = coin_ids
        self._published: dict[str, Decimal | None] = {}
        self._all_at: datetime | None = None

    async def publish(self, at: datetime) -> int:
        """One round; returns how many coins were published. The market as a whole is only cached, once a minute."""
        async with self._engine.connect() as conn:
            marks = await fetch_marks(conn, at - REACH)
            is_for_all = self._all_at is None or at - self._all_at >= ALL_EVERY
            if is_for_all:
                due = [THE_MARKET, *self._coin_ids()]
            else:
                due = [coin for coin in self._coin_ids() if self._has_changed(coin, marks)]
            sentiments = await self._computing.compute(conn, due, at) if due else []
        self._put([one for one in sentiments if one.coin_id != THE_MARKET])
        await self._cache.write(sentiments)
        # Only now: a round that fails is made again.
        self._published |= {coin_id: marks.get(coin_id) for coin_id in due}
        if is_for_all:
            self._all_at = at
        return len(due)

    def _has_changed(self, coin_id: str, marks: Mapping[str, Decimal]) -> bool:
        return coin_id not in self._published or self._published[coin_id] != marks.get(coin_id)

    def _put(self, sentiments: Sequence[CoinSentiment]) -> None:
        for one in sentiments:
            self._producer.put(SCORES, one.coin_id, one.event)
        PUBLISHED.inc(len(sentiments))
