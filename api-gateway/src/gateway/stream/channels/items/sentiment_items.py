"""Coins' sentiment and the stories behind it, as the items of the REST answers. No I/O and no clock."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from shared.clock import from_us
from shared.events import (
    DocumentKind,
    DocumentV1,
    Label,
    Probabilities,
    SentimentV1,
    StoryDocument,
    SuddenChange,
)

from gateway.stream.channels.items.stream_items import StreamItem, Times, optional_time

NOTHING_KNOWN = "no_data"
"""The reason where nothing has been published of a coin."""


class ModelItem(msgspec.Struct, frozen=True):
    name: str
    version: str


class SuddenChangeItem(msgspec.Struct, frozen=True):
    """The score moved further within `hours` than its own noise explains: `z` standard errors."""

    since: datetime
    hours: int
    before: Decimal
    after: Decimal
    z: Decimal


class SentimentItem(StreamItem, frozen=True):
    """As `GET /api/sentiment/{coin_id}`, without its sources. Figures are null with a `reason`."""

    coin_id: str
    score: Decimal | None
    positive_percent: Decimal | None
    neutral_percent: Decimal | None
    negative_percent: Decimal | None
    documents: int
    stories: int
    interval_95: tuple[Decimal, Decimal] | None
    model: ModelItem | None
    window: str | None
    as_of: datetime | None
    stale: bool
    reason: str | None
    change: SuddenChangeItem | None


class NewsItem(StreamItem, frozen=True):
    """As an item of `GET /api/sentiment/news` and `social`; `kind` says of which.

    The state with the higher `revision` counts. A story that is `deleted` has neither title nor documents.
    """

    story_id: UUID
    kind: DocumentKind
    title: str
    url: str | None
    source: str
    published_at: datetime
    label: Label | None
    score: Decimal | None
    probabilities: Probabilities | None
    coins: tuple[str, ...]
    reach: int
    documents: tuple[StoryDocument, ...]
    deleted: bool
    revision: int
    as_of: datetime


def sentiment_item(state: SentimentV1, *, stale: bool) -> SentimentItem:
    low, high = state.interval_low, state.interval_high
    return SentimentItem(
        state.coin_id,
        state.score,
        state.positive_percent,
        state.neutral_percent,
        state.negative_percent,
        state.documents,
        state.stories,
        None if low is None or high is None else (low, high),
        ModelItem(state.model, state.model_version),
        f"{state.window_hours}h",
        optional_time(state.as_of_us),
        stale,
        state.reason,
        None if state.change is None else _change_item(state.change),
    )


def unknown_sentiment(coin_id: str) -> SentimentItem:
    """What is shown of a coin of which nothing has been published."""
    return SentimentItem(coin_id, None, None, None, None, 0, 0, None, None, None, None, True, NOTHING_KNOWN, None)


def _change_item(change: SuddenChange) -> SuddenChangeItem:
    return SuddenChangeItem(from_us(change.since_us), change.hours, change.before, change.after, change.z)


def news_item(story: DocumentV1) -> NewsItem:
    return NewsItem(
        story.story_id,
        story.kind,
        story.title,
        story.url,
        story.source,
        from_us(story.published_at_us),
        story.label,
        story.score,
        story.probabilities,
        story.coins,
        story.reach,
        story.documents,
        deleted=not story.documents,
        revision=story.revision,
        as_of=from_us(story.as_of_us),
    )


def news_times(item: NewsItem) -> Times:
    return item.published_at, item.as_of
