"""GET /sentiment/topics: what is spoken of more than in the week before."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.clock import from_us, now, to_us
from shared.data.cache import cached
from shared.errors import UnknownCoinError
from shared.events import DocumentKind
from shared.events.decimals import DecimalText
from shared.http.parameters import row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from sentiment.aggregates.coin_sentiment import THE_MARKET, rounded
from sentiment.aggregates.sql.told_stories import StorySpan, fetch_titles, fetch_told
from sentiment.aggregates.topics import Topic, has_enough, rising_topics
from sentiment.api.parameters import OfCoin, Window
from sentiment.injection import Dependencies, Deps

router = APIRouter(prefix="/sentiment", tags=["sentiment"])

_BASELINE: Final = timedelta(days=7)
_MOST_STORIES: Final = 10_000
_MOST_TOPICS: Final = 50
_KEPT: Final = timedelta(minutes=2)


class TopicReason(StrEnum):
    NOT_ENOUGH = "not_enough"
    """Fewer than thirty stories in the window, or in the days before it."""


class ExampleStory(BaseModel):
    story_id: UUID
    title: str
    url: str | None
    source: str
    published_at: datetime


class TopicItem(BaseModel):
    """`rise_percent` compares the phrase's share of all stories with its share in the days before.

    `p_value`: how easily chance makes such a rise, corrected for the number of phrases looked at. `score`: the mean of
    its stories that are scored.
    """

    topic: str
    stories: int
    stories_before: int
    rise_percent: DecimalText
    p_value: DecimalText
    score: DecimalText | None
    examples: list[ExampleStory]


class TopicList(BaseModel):
    """The surest first."""

    window: str
    baseline_days: int
    items: list[TopicItem]
    as_of: datetime
    reason: TopicReason | None


class _Example(msgspec.Struct, frozen=True):
    story_id: UUID
    title: str
    url: str | None
    source: str
    published_at: datetime


class _Item(msgspec.Struct, frozen=True):
    topic: str
    stories: int
    stories_before: int
    rise_percent: Decimal
    p_value: Decimal
    score: Decimal | None
    examples: tuple[_Example, ...]


class Topics(msgspec.Struct, frozen=True):
    """As it is cached."""

    items: tuple[_Item, ...]
    enough: bool
    as_of_us: int


@router.get(
    "/topics", operation_id="list_topics", responses=problems(UnknownCoinError), openapi_extra=row_cost(rows=500)
)
async def list_topics(
    *,
    deps: Deps,
    response: Response,
    coin: OfCoin,
    window: Window,
    kind: Annotated[DocumentKind | None, Query(description="Only stories of the press, or of the crowd")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_TOPICS)] = 10,
) -> TopicList:
    """List phrases that rise: by stories, against the seven days before the window."""
    coin_id = coin.coin_id if coin else THE_MARKET
    read = cached(deps.redis, Topics, key=_key, ttl=_KEPT)(_compute)
    found = await read(deps, coin_id, kind, window)
    revalidate(response)
    return TopicList(
        window=f"{window // timedelta(hours=1)}h",
        baseline_days=_BASELINE.days,
        items=[TopicItem.model_validate(msgspec.to_builtins(one)) for one in found.items[:limit]],
        as_of=from_us(found.as_of_us),
        reason=None if found.enough else TopicReason.NOT_ENOUGH,
    )


def _key(deps: Dependencies, coin_id: str, kind: DocumentKind | None, window: timedelta) -> str:
    del deps
    return f"sentiment-topics:{coin_id}:{kind or ''}:{window // timedelta(hours=1)}"


async def _compute(deps: Dependencies, coin_id: str, kind: DocumentKind | None, window: timedelta) -> Topics:
    """One at a time: the words of some ten thousand titles take a second, in a thread."""
    async with deps.topics.turn():
        at = now()
        start = at - window
        async with deps.database.begin() as conn:
            recent = await fetch_told(conn, deps.model, StorySpan(coin_id, kind, start, at, _MOST_STORIES))
            before = await fetch_titles(conn, StorySpan(coin_id, kind, start - _BASELINE, start, _MOST_STORIES))
        found = await asyncio.to_thread(rising_topics, recent, before, _MOST_TOPICS)
    return Topics(_items(found), has_enough(len(recent), len(before)), to_us(at))


def _items(topics: Sequence[Topic]) -> tuple[_Item, ...]:
    return tuple(
        _Item(
            topic=topic.phrase,
            stories=topic.stories,
            stories_before=topic.stories_before,
            rise_percent=rounded(topic.rise_percent),
            p_value=rounded(topic.probability),
            score=None if topic.score is None else rounded(topic.score),
            examples=tuple(
                _Example(one.story_id, one.title, one.url, one.source, one.published_at) for one in topic.examples
            ),
        )
        for topic in topics
    )
