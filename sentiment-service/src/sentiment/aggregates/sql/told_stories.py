"""SQL of what topics are found in: the titles of stories, with the score of each story's first document."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.events import DocumentKind
from sqlalchemy import ColumnElement, Double, Select, Text, and_, cast, func, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.aggregates.coin_sentiment import THE_MARKET, NamedModel
from sentiment.aggregates.sql.scored_documents import SHOWN, SHOWN_TITLE, by_model
from sentiment.aggregates.topics import ToldStory
from sentiment.tables import documents, scores, stories

_PARTS: Final = 1_024
_TOLD: Final = stories.join(documents, documents.c.story_id == stories.c.story_id)


@dataclass(frozen=True, slots=True)
class StorySpan:
    """Stories of a coin (`THE_MARKET`: all) and of a kind (None: both) published in [start, end).

    Of more than `most` a part is read that a hash of their ids chooses, the same one each time.
    """

    coin_id: str
    kind: DocumentKind | None
    start: datetime
    end: datetime
    most: int


async def fetch_told(conn: AsyncConnection, model: NamedModel, span: StorySpan) -> list[ToldStory]:
    of_coin = and_(by_model(model), scores.c.coin_id == span.coin_id)
    columns = (
        stories.c.story_id,
        SHOWN_TITLE,
        documents.c.url,
        documents.c.source,
        stories.c.published_at,
        cast(scores.c.positive - scores.c.negative, Double),
    )
    statement = select(*columns).select_from(_TOLD.outerjoin(scores, of_coin))
    return [ToldStory(*row) for row in await conn.execute(await _first(conn, statement, span))]


async def fetch_titles(conn: AsyncConnection, span: StorySpan) -> Sequence[str]:
    statement = select(stories.c.story_id, SHOWN_TITLE).select_from(_TOLD)
    return [title for _, title in await conn.execute(await _first(conn, statement, span))]


async def _first(conn: AsyncConnection, statement: Select[Any], span: StorySpan) -> Select[Any]:
    """Each story of the span by its first document."""
    return (
        statement.where(*_conditions(span), await _part(conn, span))
        .ext(distinct_on(stories.c.story_id))
        .order_by(stories.c.story_id, documents.c.published_at, documents.c.document_id)
    )


def _conditions(span: StorySpan) -> list[ColumnElement[bool]]:
    found = [
        stories.c.published_at >= span.start,
        stories.c.published_at < span.end,
        documents.c.state.in_(SHOWN),
    ]
    if span.kind is not None:
        found.append(stories.c.kind == span.kind.value)
    if span.coin_id != THE_MARKET:
        found.append(documents.c.coins.contains([span.coin_id]))
    return found


async def _part(conn: AsyncConnection, span: StorySpan) -> ColumnElement[bool]:
    counted = select(func.count(stories.c.story_id.distinct())).select_from(_TOLD).where(*_conditions(span))
    count = await conn.scalar(counted) or 0
    if count <= span.most:
        return true()
    place = func.hashtextextended(cast(stories.c.story_id, Text), 0).op("&")(_PARTS - 1)
    return place < math.ceil(_PARTS * span.most / count)
