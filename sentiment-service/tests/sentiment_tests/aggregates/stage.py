"""Stories in the tables, as the documents' room stores them, scored by a model of the tests' own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sentiment.models.model import Scored, WordWeight
from sentiment.tables import documents, fear_greed, scores, sentiments, source_states, stories
from shared.clock import from_us, now_us
from shared.events.ids import uuid7
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_INSTRUMENT = text("""
INSERT INTO instruments (instrument_id, coin_id, venue, base, quote)
VALUES (:symbol || '-USD.COMPOSITE', :id, 'composite', :symbol, 'USD') ON CONFLICT DO NOTHING
""")
_CANDLE = text("""
INSERT INTO candles (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume,
    trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at)
VALUES (:symbol || '-USD.COMPOSITE', '1h', :at, :id, 'composite', :close, :close, :close, :close, 1, 1,
    1, '{0}', '{0}', 'complete', 'trades', true, :at, :at)
""")


_USUAL = {
    "source": "coindesk",
    "body": "",
    "url": "https://news.example/story",
    "language": "en",
    "text_hash": "h",
}


class WordModel:
    """Good words are good, bad ones bad: one is enough."""

    name = "words"
    version = "1"
    good, bad = frozenset(("rises", "wins")), frozenset(("falls", "hacked"))

    def score(self, texts: Sequence[str]) -> list[Scored]:
        return [self._scored(set(one.split())) for one in texts]

    def _scored(self, words: set[str]) -> Scored:
        positive, negative = 0.75 if words & self.good else 0.0, 0.5 if words & self.bad else 0.0
        return Scored(positive * (1 - negative), 1 - positive * (1 - negative) - negative, negative)

    def words(self, text: str) -> list[WordWeight]:
        found, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            weight = 0.75 if word in self.good else -0.5 if word in self.bad else 0.0
            if weight:
                found.append(WordWeight(word, at, at + len(word), weight))
            at += len(word)
        return found


MODEL = WordModel()


async def add_closes(conn: AsyncConnection, closes: dict[datetime, float]) -> None:
    """Of Bitcoin, by the hour's end; earlier ones of tests go."""
    await conn.execute(text("DELETE FROM candles WHERE coin_id = 'bitcoin'"))
    await conn.execute(_INSTRUMENT, {"symbol": "BTC", "id": "bitcoin"})
    values = [
        {"symbol": "BTC", "id": "bitcoin", "at": end - timedelta(hours=1), "close": Decimal(str(close))}
        for end, close in closes.items()
    ]
    await conn.execute(_CANDLE, values)


@dataclass(frozen=True, slots=True)
class Stage:
    """`at` is now, to the whole second."""

    engine: AsyncEngine
    at: datetime

    @classmethod
    async def cleared(cls, engine: AsyncEngine) -> "Stage":
        """Without any story."""
        async with engine.begin() as conn:
            for table in (scores, documents, stories, source_states, fear_greed, sentiments):
                await conn.execute(delete(table))
        return cls(engine, from_us(now_us()).replace(microsecond=0))

    def ago(self, hours: float) -> datetime:
        return self.at - timedelta(hours=hours)

    async def story(
        self,
        score: float | None,
        *,
        hours: float = 1,
        coins: Sequence[str] = ("bitcoin",),
        of: UUID | None = None,
        kind: str = "news",
        **document: Any,
    ) -> UUID:
        """One document that says so of each coin and as a whole (None: not scored yet); `of`: of a story there is."""
        story_id, document_id, published_at = of or uuid7(), uuid7(), self.ago(hours)
        received_at = document.pop("received_at", published_at + timedelta(seconds=5))
        values = {
            **_USUAL,
            "title": f"Story {story_id}",
            "state": "new" if score is None else "scored",
            "document_id": document_id,
            "native_id": document_id.hex,
            "kind": kind,
            "coins": list(coins),
            "story_id": story_id,
            "published_at": published_at,
            "received_at": received_at,
            **document,
        }
        async with self.engine.begin() as conn:
            if of is not None:
                await self.touch(conn, story_id, published_at)
            else:
                await conn.execute(insert(stories).values(story_id=story_id, kind=kind, published_at=published_at))
            await conn.execute(insert(documents).values(values))
            if score is not None:
                await self._score(conn, document_id, score, ("", *coins), received_at)
        return story_id

    async def _score(
        self, conn: AsyncConnection, document_id: UUID, score: float, coins: Sequence[str], at: datetime
    ) -> None:
        positive, negative = max(Decimal(str(score)), Decimal(0)), max(Decimal(str(-score)), Decimal(0))
        for coin_id in coins:
            await conn.execute(
                insert(scores).values(
                    document_id=document_id,
                    coin_id=coin_id,
                    model=MODEL.name,
                    model_version=MODEL.version,
                    text_hash="h",
                    positive=positive,
                    neutral=1 - positive - negative,
                    negative=negative,
                    scored_at=at,
                )
            )

    async def touch(self, conn: AsyncConnection, story_id: UUID, published_at: datetime | None = None) -> None:
        story = stories.c.story_id == story_id
        await conn.execute(update(stories).where(story).values(revision=stories.c.revision + 1))
        if published_at is not None:
            earlier = story & (stories.c.published_at > published_at)
            await conn.execute(update(stories).where(earlier).values(published_at=published_at))

    async def delete(self, story_id: UUID) -> None:
        """As its source has deleted all that tells it."""
        async with self.engine.begin() as conn:
            await conn.execute(
                update(documents)
                .where(documents.c.story_id == story_id)
                .values(state="deleted", title="", body="", url=None, coins=[])
            )
            await self.touch(conn, story_id)

    async def heard(self, source: str = "coindesk", kind: str = "rss", hours: float = 0, **state: Any) -> None:
        """The source has answered so long ago."""
        values = {"state": "ok", "reason": None, "last_success_at": self.ago(hours), **state}
        async with self.engine.begin() as conn:
            await conn.execute(insert(source_states).values(source=source, kind=kind, **values))

    async def documents_of(self, story_id: UUID) -> list[UUID]:
        async with self.engine.connect() as conn:
            found = await conn.scalars(select(documents.c.document_id).where(documents.c.story_id == story_id))
            return list(found)
