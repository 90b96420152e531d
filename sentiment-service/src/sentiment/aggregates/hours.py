"""Keeps the hourly sentiment: each hour when it has ended, and again when a document of it comes late, or goes.

Which stories changed is read from the topic of stories, so that a restart forgets none. Idempotent: an hour is always
computed whole, from what the tables hold.
"""

import asyncio
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from shared.clock import now
from shared.data.engine import is_temporary
from shared.events import Label
from shared.http.health import Health
from shared.kafka import DeadLetters, Producer, consume, make_consumer
from shared.kafka.consume import EventBatch
from shared.kafka.topics import DOCUMENTS
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from sentiment.aggregates.coin_sentiment import THE_MARKET, NamedModel, rounded
from sentiment.aggregates.score import Score
from sentiment.aggregates.sql.hourly_sentiments import (
    HourlySentiment,
    fetch_computed,
    fetch_first_story_at,
    fetch_late,
    fetch_missing,
    lock_hours,
    replace_hours,
)
from sentiment.aggregates.sql.scored_documents import fetch_scored
from sentiment.aggregates.trend import ends_of, hourly, in_days, last_end, next_end
from sentiment.aggregates.weights import ScoredDocument, Weighing

_GROUP: Final = "sentiment-hours"
_HOURS_AT_ONCE: Final = 24
_PAUSES: Final = 3
"""For each second of work: many late stories, as after a change of the model, must not take a whole core."""

COMPUTED: Final = Counter("sentiment_hours_computed_total", "Hours computed, at first and again", ["why"])


class Hours:
    """`kept`: how far back documents go."""

    def __init__(self, engine: AsyncEngine, model: NamedModel, weighing: Weighing, *, kept: timedelta) -> None:
        self._engine = engine
        self._model = model
        self._weighing = weighing
        self._kept = kept

    async def close(self, at: datetime) -> int:
        """Compute all hours that ended by `at` and were never computed, the newest first. Returns how many."""
        last, closed = last_end(at), 0
        while True:
            async with self._engine.begin() as conn:
                first_story_at = await fetch_first_story_at(conn)
                if first_story_at is None:
                    return closed
                first = next_end(max(first_story_at, at - self._kept))
                missing = await fetch_missing(conn, self._model, first, last, _HOURS_AT_ONCE)
            if not missing:
                return closed
            for day in in_days(dict.fromkeys(missing, ())):
                closed += await self._compute(list(day), None)
            COMPUTED.labels("ended").inc(len(missing))

    async def on_stories(self, batch: EventBatch) -> None:
        began = time.monotonic()
        await self.recompute({event.story_id for event in batch.events(DOCUMENTS)}, now())
        await asyncio.sleep(_PAUSES * (time.monotonic() - began))

    async def recompute(self, story_ids: Collection[UUID], at: datetime) -> int:
        """Compute the hours again that these stories change after they had ended. Returns how many."""
        async with self._engine.connect() as conn:
            late = await fetch_late(conn, self._model, story_ids, window=self._weighing.window, last=last_end(at))
        wanted: dict[datetime, set[str]] = {}
        for story in late:
            for end in ends_of(story.first_at, story.last_at):
                wanted.setdefault(end, {THE_MARKET}).update(story.coins)
        computed = 0
        for day in in_days(wanted):
            coins = set[str]().union(*day.values())
            computed += await self._compute(list(day), coins)
        COMPUTED.labels("late").inc(computed)
        return computed

    async def _compute(self, hour_ends: Sequence[datetime], coin_ids: Collection[str] | None) -> int:
        """Of all coins (None), or of some in hours that were computed before."""
        async with self._engine.begin() as conn:
            await lock_hours(conn)
            if coin_ids is not None:
                computed = await fetch_computed(conn, self._model, hour_ends)
                hour_ends = [end for end in hour_ends if end in computed]
            if not hour_ends:
                return 0
            documents = await fetch_scored(
                conn,
                self._model,
                since=min(hour_ends) - self._weighing.window,
                until=max(hour_ends),
                coin_ids=coin_ids,
            )
            rows = await asyncio.to_thread(lambda: list(_rows(documents, hour_ends, self._weighing)))
            await replace_hours(conn, self._model, hour_ends, coin_ids, rows)
        return len(hour_ends)


def _rows(
    documents: Mapping[str, Sequence[ScoredDocument]], hour_ends: Sequence[datetime], weighing: Weighing
) -> Iterator[HourlySentiment]:
    """A coin without a story has no row; the market always has one, which says that the hour was computed."""
    for coin_id in {THE_MARKET, *documents}:
        for end, score in hourly(documents.get(coin_id, ()), hour_ends, weighing):
            if score.stories or coin_id == THE_MARKET:
                yield _row(coin_id, end, score)


def _row(coin_id: str, end: datetime, score: Score) -> HourlySentiment:
    return HourlySentiment(
        coin_id=coin_id,
        time=end,
        score=None if score.score is None else rounded(score.score),
        interval_low=None if score.interval is None else rounded(score.interval[0]),
        interval_high=None if score.interval is None else rounded(score.interval[1]),
        positive=score.labels[Label.POSITIVE],
        neutral=score.labels[Label.NEUTRAL],
        negative=score.labels[Label.NEGATIVE],
        documents=score.documents,
    )


async def consume_stories(
    settings: ServiceSettings, hours: Hours, producer: Producer, health: Health, *, group: str = _GROUP
) -> None:
    """Compute hours again until cancelled. A background job; all replicas may run it."""
    consumer = await make_consumer(settings, [DOCUMENTS], group=group, health=health)
    try:
        await consume(
            consumer,
            [DOCUMENTS],
            hours.on_stories,
            producer=producer,
            dead_letters=DeadLetters(producer, group),
            group=group,
            health=health,
            is_away=is_temporary,
        )
    finally:
        await consumer.stop()
