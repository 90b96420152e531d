"""SQL of documents. Transactions open at the edge."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.documents.document import Document, DocumentState
from sentiment.tables import documents as table
from sentiment.tables import removed_authors

AUTHOR_REMOVED: Final = "author_removed"
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    document_id: UUID
    story_id: UUID
    text_hash: str
    state: DocumentState


@dataclass(frozen=True, slots=True)
class DocumentToScore:
    document_id: UUID
    story_id: UUID
    title: str
    body: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class GroupedText:
    """What the index of stories is filled with at start."""

    document_id: UUID
    story_id: UUID
    kind: str
    title: str
    body: str
    published_at: datetime


async def fetch_stored(conn: AsyncConnection, keys: Collection[_Key]) -> Mapping[_Key, StoredDocument]:
    """Those that are stored already, locked until the transaction ends."""
    if not keys:
        return {}
    rows = await conn.execute(
        select(table).where(tuple_(table.c.source, table.c.native_id).in_(list(keys))).with_for_update()
    )
    return {(row.source, row.native_id): _stored(row) for row in rows}


def _stored(row: Row[tuple[object, ...]]) -> StoredDocument:
    return StoredDocument(row.document_id, row.story_id, row.text_hash, DocumentState(row.state))


async def insert_document(
    conn: AsyncConnection, document: Document, document_id: UUID, story_id: UUID, received_at: datetime
) -> None:
    await conn.execute(
        insert(table).values(
            document_id=document_id,
            source=document.source,
            native_id=document.native_id,
            kind=document.kind,
            author=document.author,
            story_id=story_id,
            received_at=received_at,
            published_at=document.published_at,
            **_text_of(document),
        )
    )


async def update_text(conn: AsyncConnection, document_id: UUID, document: Document, edited_at: datetime) -> None:
    """The source has edited it: it keeps its story and is scored again."""
    values = _text_of(document)
    await conn.execute(update(table).where(table.c.document_id == document_id).values(**values, edited_at=edited_at))


def _text_of(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "body": document.body,
        "url": document.url,
        "language": document.language,
        "coins": list(document.coins),
        "text_hash": document.text_hash,
        "state": DocumentState.LEFT_OUT if document.reason else DocumentState.NEW,
        "reason": document.reason,
    }


async def delete_document(conn: AsyncConnection, source: str, native_id: str) -> list[StoredDocument]:
    """Empty its text, and keep its row, so that a repeat of it stays deleted."""
    return await _mark_deleted(conn, (table.c.source == source) & (table.c.native_id == native_id), None)


async def delete_author(conn: AsyncConnection, source: str, author: str) -> list[StoredDocument]:
    """Delete all that a removed account has written, and what may still come of it."""
    values = {"source": source, "author": author}
    known = await conn.scalar(select(removed_authors.c.author).filter_by(**values))
    if known is None:
        await conn.execute(insert(removed_authors).values(values))
    mine = (table.c.source == source) & (table.c.author == author)
    return await _mark_deleted(conn, mine, AUTHOR_REMOVED)


async def _mark_deleted(conn: AsyncConnection, which: ColumnElement[bool], reason: str | None) -> list[StoredDocument]:
    statement = (
        update(table)
        .where(which, table.c.state != DocumentState.DELETED)
        .values(state=DocumentState.DELETED, reason=reason, title="", body="", url=None, coins=[])
        .returning(table)
    )
    return [_stored(row) for row in await conn.execute(statement)]


async def forget_removal(conn: AsyncConnection, source: str, author: str) -> None:
    """The account is back: what it writes from now on counts. What was deleted stays so: its text is gone."""
    await conn.execute(delete(removed_authors).filter_by(source=source, author=author))


async def fetch_removed(conn: AsyncConnection, authors: Collection[_Key]) -> set[_Key]:
    """Which of these accounts (source, author) are removed."""
    if not authors:
        return set()
    pair = tuple_(removed_authors.c.source, removed_authors.c.author)
    rows = await conn.execute(select(removed_authors.c.source, removed_authors.c.author).where(pair.in_(list(authors))))
    return {(row.source, row.author) for row in rows}


async def fetch_new(conn: AsyncConnection, most: int) -> list[DocumentToScore]:
    """The oldest that wait for a score, each for this transaction alone."""
    statement = (
        select(table)
        .where(table.c.state == DocumentState.NEW)
        .order_by(table.c.received_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [_to_score(row) for row in await conn.execute(statement)]


def _to_score(row: Row[tuple[object, ...]]) -> DocumentToScore:
    return DocumentToScore(row.document_id, row.story_id, row.title, row.body, row.text_hash)


async def mark_scored(conn: AsyncConnection, document_ids: Sequence[UUID]) -> None:
    await _mark(conn, document_ids, DocumentState.SCORED, None)


async def park(conn: AsyncConnection, document_id: UUID, reason: str) -> None:
    """It cannot be scored: it waits here for somebody, and the rest goes on."""
    await _mark(conn, [document_id], DocumentState.PARKED, reason)


async def _mark(conn: AsyncConnection, document_ids: Sequence[UUID], state: DocumentState, reason: str | None) -> None:
    await conn.execute(update(table).where(table.c.document_id.in_(document_ids)).values(state=state, reason=reason))


async def fetch_grouped(conn: AsyncConnection, since: datetime) -> list[GroupedText]:
    """The texts that a new one may tell the same story as."""
    statement = (
        select(table)
        .where(table.c.published_at >= since, table.c.state != DocumentState.DELETED)
        .order_by(table.c.published_at)
    )
    rows = await conn.execute(statement)
    return [GroupedText(row.document_id, row.story_id, row.kind, row.title, row.body, row.published_at) for row in rows]


async def delete_old(conn: AsyncConnection, before: datetime) -> int:
    result = await conn.execute(delete(table).where(table.c.published_at < before))
    return result.rowcount
