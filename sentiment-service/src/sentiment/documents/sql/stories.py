"""SQL of stories: made, changed, read for publishing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events import DocumentKind
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.documents.document import THE_WHOLE, DocumentState
from sentiment.documents.story import ScoredText, StoryState, ToldDocument
from sentiment.tables import documents, scores
from sentiment.tables import stories as table


@dataclass(frozen=True, slots=True)
class ModelVersion:
    name: str
    version: str


async def insert_story(conn: AsyncConnection, story_id: UUID, kind: DocumentKind, published_at: datetime) -> None:
    await conn.execute(insert(table).values(story_id=story_id, kind=kind, published_at=published_at))


async def touch_stories(conn: AsyncConnection, story_ids: Collection[UUID]) -> None:
    """Something of them has changed: they are published again. In one order, so that no two transactions wait."""
    for story_id in sorted(story_ids):
        await conn.execute(update(table).where(table.c.story_id == story_id).values(revision=table.c.revision + 1))


async def move_earlier(conn: AsyncConnection, story_id: UUID, published_at: datetime) -> None:
    """A story is as old as its oldest document."""
    await conn.execute(
        update(table)
        .where(table.c.story_id == story_id, table.c.published_at > published_at)
        .values(published_at=published_at)
    )


async def fetch_unpublished(conn: AsyncConnection, model: ModelVersion, most: int) -> list[StoryState]:
    """Stories whose newest revision the topic lacks, the longest waiting first, with all their documents."""
    waiting = (
        select(table.c.story_id, table.c.kind, table.c.revision, table.c.published_revision)
        .where(table.c.published_revision < table.c.revision)
        .order_by(table.c.created_at)
        .limit(most)
        .subquery()
    )
    statement = (
        select(waiting, documents, scores.c.positive, scores.c.neutral, scores.c.negative)
        .join(documents, documents.c.story_id == waiting.c.story_id)
        .outerjoin(
            scores,
            (scores.c.document_id == documents.c.document_id)
            & (scores.c.coin_id == THE_WHOLE)
            & (scores.c.model == model.name)
            & (scores.c.model_version == model.version),
        )
        .order_by(documents.c.published_at, documents.c.document_id)
    )
    return _stories((await conn.execute(statement)).all())


def _stories(rows: Sequence[Row[tuple[object, ...]]]) -> list[StoryState]:
    told: dict[UUID, list[ToldDocument]] = {}
    states: dict[UUID, StoryState] = {}
    for row in rows:
        told.setdefault(row.story_id, []).append(_told(row))
        states[row.story_id] = StoryState(
            row.story_id, DocumentKind(row.kind), row.revision, row.published_revision > 0, told[row.story_id]
        )
    return list(states.values())


def _told(row: Row[tuple[object, ...]]) -> ToldDocument:
    scored = None if row.positive is None else ScoredText(row.positive, row.neutral, row.negative)
    return ToldDocument(
        document_id=row.document_id,
        source=row.source,
        state=DocumentState(row.state),
        title=row.title or row.body,
        url=row.url,
        coins=tuple(row.coins),
        published_at=row.published_at,
        received_at=row.received_at,
        scored=scored,
    )


async def mark_published(conn: AsyncConnection, revisions: Collection[tuple[UUID, int]]) -> None:
    for story_id, revision in sorted(revisions):
        await conn.execute(
            update(table)
            .where(table.c.story_id == story_id, table.c.published_revision < revision)
            .values(published_revision=revision)
        )


async def delete_empty(conn: AsyncConnection, before: datetime) -> None:
    """Old stories whose documents are gone."""
    told = select(documents.c.story_id).where(documents.c.story_id == table.c.story_id)
    await conn.execute(delete(table).where(table.c.published_at < before, ~told.exists()))
