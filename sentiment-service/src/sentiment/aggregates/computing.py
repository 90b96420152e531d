"""A coin's sentiment from the tables: the same figures for the topic, the cache, REST and their explanation."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.aggregates.changes import REACH, sudden_change
from sentiment.aggregates.coin_sentiment import CoinSentiment, NamedModel, coin_sentiment
from sentiment.aggregates.score import score_of
from sentiment.aggregates.sql.scored_documents import fetch_scored
from sentiment.aggregates.sql.source_activity import fetch_heard_at
from sentiment.aggregates.weights import ScoredDocument, Weighing, WeightedDocument, counting, weighted


@dataclass(frozen=True, slots=True)
class Explained:
    """A sentiment and the documents that it is of, the heaviest first."""

    sentiment: CoinSentiment
    documents: Sequence[WeightedDocument]


class Computing:
    """`weighing` has the usual window; for another one the half-life changes with it."""

    def __init__(self, model: NamedModel, weighing: Weighing) -> None:
        self.model = model
        self.weighing = weighing

    async def compute(
        self, conn: AsyncConnection, coin_ids: Sequence[str], at: datetime, window: timedelta | None = None
    ) -> list[CoinSentiment]:
        """In the order of `coin_ids`."""
        weighing = self._over(window)
        documents, heard_at = await self._fetch(conn, coin_ids, at, weighing)

        def in_order() -> list[CoinSentiment]:
            return [
                self._explain(coin_id, documents.get(coin_id, ()), at, weighing, heard_at).sentiment
                for coin_id in coin_ids
            ]

        # In a thread: a much-discussed coin has thousands of documents.
        return await asyncio.to_thread(in_order)

    async def explain(
        self, conn: AsyncConnection, coin_id: str, at: datetime, window: timedelta | None = None
    ) -> Explained:
        weighing = self._over(window)
        documents, heard_at = await self._fetch(conn, [coin_id], at, weighing)
        return await asyncio.to_thread(self._explain, coin_id, documents.get(coin_id, ()), at, weighing, heard_at)

    def _over(self, window: timedelta | None) -> Weighing:
        return self.weighing if window is None else self.weighing.over(window)

    async def _fetch(
        self, conn: AsyncConnection, coin_ids: Sequence[str], at: datetime, weighing: Weighing
    ) -> tuple[Mapping[str, Sequence[ScoredDocument]], datetime | None]:
        since = at - max(weighing.window, REACH)
        documents = await fetch_scored(conn, self.model, since=since, coin_ids=coin_ids)
        return documents, await fetch_heard_at(conn)

    def _explain(
        self,
        coin_id: str,
        documents: Sequence[ScoredDocument],
        at: datetime,
        weighing: Weighing,
        heard_at: datetime | None,
    ) -> Explained:
        found = weighted(list(counting(documents, at, weighing.window)), at, weighing)
        sentiment = coin_sentiment(
            coin_id,
            score_of(found),
            self.model,
            weighing,
            at=at,
            heard_at=heard_at,
            change=sudden_change(documents, at, weighing),
        )
        return Explained(sentiment, sorted(found, key=_heaviest_first))


def _heaviest_first(one: WeightedDocument) -> tuple[float, str]:
    return -one.weight, str(one.document.document_id)
