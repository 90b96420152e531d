"""SQL of stories as they are listed: a page, newest first, each with its documents and its first scored one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from shared.events import DocumentKind, Label
from shared.http.parameters import TimeSpan
from sqlalchemy import ColumnElement, Row, and_, any_, case, exists, func, literal, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import LateralFromClause

from sentiment.aggregates.coin_sentiment import THE_MARKET, NamedModel
from sentiment.aggregates.sql.scored_documents import SHOWN, SHOWN_TITLE, by_model
from sentiment.tables import documents, scores
from sentiment.tables import stories as table

NOT_SCORED: Final = "not_scored"


class StoryKey(NamedTuple):
    """Where a page ended."""

    published_at: datetime
    story_id: UUID


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """`coin_id` is `THE_MARKET` for stories of any coin or none."""

    kind: DocumentKind
    coin_id: str
    label: Label | None
    source: str | None
    span: TimeSpan


@dataclass(frozen=True, slots=True)
class StoryRow:
    """As `StoryItem`, and encoded as one."""

    story_id: UUID
    kind: str
    title: str
    url: str | None
    source: str
    published_at: datetime
    label: str | None
    score: Decimal | None
    probabilities: Mapping[str, Decimal] | None
    coins: Sequence[str]
    reach: int
    documents: Sequence[Mapping[str, object]]
    revision: int
    as_of: datetime
    reason: str | None


async def fetch_stories(
    conn: AsyncConnection, model: NamedModel, wanted: StoryFilter, *, after: StoryKey | None, limit: int
) -> list[StoryRow]:
    """At most `limit`, the newest first, of those after `after`."""
    first = _first_scored(model, wanted.coin_id)
    statement = (
        select(table, first)
        .select_from(table.outerjoin(first, true()))
        .where(*_conditions(wanted, first))
        .order_by(table.c.published_at.desc(), table.c.story_id.desc())
        .limit(limit)
    )
    if after is not None:
        key = tuple_(table.c.published_at, table.c.story_id)
        # The first condition is implied by the second, but is the one that the index understands.
        statement = statement.where(table.c.published_at <= after.published_at, key < tuple_(*after))
    rows = (await conn.execute(statement)).all()
    told = await _fetch_told(conn, [row.story_id for row in rows])
    return [_row(row, told[row.story_id]) for row in rows]


def _first_scored(model: NamedModel, coin_id: str) -> LateralFromClause:
    figures = scores.c.positive, scores.c.neutral, scores.c.negative
    label = case(
        (scores.c.neutral >= func.greatest(scores.c.positive, scores.c.negative), Label.NEUTRAL.value),
        (scores.c.positive == scores.c.negative, Label.NEUTRAL.value),
        (scores.c.positive > scores.c.negative, Label.POSITIVE.value),
        else_=Label.NEGATIVE.value,
    ).label("label")
    return (
        select(*figures, label)
        .select_from(documents.join(scores, and_(by_model(model), scores.c.coin_id == coin_id)))
        .where(documents.c.story_id == table.c.story_id, documents.c.state.in_(SHOWN), _speaks_of(coin_id))
        .order_by(documents.c.published_at, documents.c.document_id)
        .limit(1)
        .lateral("first")
    )


def _conditions(wanted: StoryFilter, first: LateralFromClause) -> list[ColumnElement[bool]]:
    shown = [documents.c.story_id == table.c.story_id, documents.c.state.in_(SHOWN), _speaks_of(wanted.coin_id)]
    found = [table.c.kind == wanted.kind.value, exists().where(*shown)]
    if wanted.source is not None:
        found.append(exists().where(*shown, documents.c.source == wanted.source))
    if wanted.label is not None:
        found.append(first.c.label == wanted.label.value)
    if wanted.span.start is not None:
        found.append(table.c.published_at >= wanted.span.start)
    if wanted.span.end is not None:
        found.append(table.c.published_at < wanted.span.end)
    return found


def _speaks_of(coin_id: str) -> ColumnElement[bool]:
    return true() if coin_id == THE_MARKET else documents.c.coins.contains([coin_id])


async def _fetch_told(conn: AsyncConnection, story_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Row[Any]]]:
    """The documents of each story, the oldest first."""
    wanted = literal(list(story_ids), ARRAY(table.c.story_id.type))
    rows = await conn.execute(
        select(documents, SHOWN_TITLE.label("shown_title"))
        .where(documents.c.story_id == any_(wanted))
        .order_by(documents.c.published_at, documents.c.document_id)
    )
    told: dict[UUID, list[Row[Any]]] = {}
    for row in rows:
        told.setdefault(row.story_id, []).append(row)
    # What was deleted since the page was read has no text any more: an empty story is better than a page cut short.
    return {story_id: [one for one in of if one.state in SHOWN] or of for story_id, of in told.items()}


def _row(story: Row[Any], told: Sequence[Row[Any]]) -> StoryRow:
    is_scored = story.label is not None
    return StoryRow(
        story_id=story.story_id,
        kind=story.kind,
        title=told[0].shown_title,
        url=told[0].url,
        source=told[0].source,
        published_at=story.published_at,
        label=story.label,
        score=story.positive - story.negative if is_scored else None,
        probabilities=(
            {"positive": story.positive, "neutral": story.neutral, "negative": story.negative} if is_scored else None
        ),
        coins=list(dict.fromkeys(coin for one in told for coin in one.coins)),
        reach=len({one.source for one in told}),
        documents=[{"document_id": one.document_id, "source": one.source, "url": one.url} for one in told],
        revision=story.revision,
        as_of=max(one.received_at for one in told),
        reason=None if is_scored else NOT_SCORED,
    )
