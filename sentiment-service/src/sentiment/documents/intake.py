"""From a fetch to rows: one transaction stores its documents, deletions and the source's new position."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from shared.clock import now
from shared.events.ids import uuid7
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from sentiment.documents.document import Document, DocumentState, document_of
from sentiment.documents.grouping import Assigned, Grouping
from sentiment.documents.sql.documents import (
    StoredDocument,
    delete_author,
    delete_document,
    fetch_grouped,
    fetch_removed,
    fetch_stored,
    forget_removal,
    insert_document,
    update_text,
)
from sentiment.documents.sql.index_values import upsert_index_value
from sentiment.documents.sql.source_states import fetch_position, upsert_position, upsert_state
from sentiment.documents.sql.stories import insert_story, move_earlier, touch_stories
from sentiment.documents.tagging import Tagging
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import DeletedDocument, Fetched, FetchedDocument, IndexValue, RemovedAuthor
from sentiment.sources.source import Fetch, Position, SourceState
from sentiment.texts.coin_tags import CoinTagger

_Stored = dict[tuple[str, str], StoredDocument]


class Intake:
    """Stores what sources hand on, once each, whatever is repeated. Only one process of all does (`Leadership`).

    `load` comes first: it fills the grouping with the stories of the last days.
    """

    def __init__(self, engine: AsyncEngine, tagging: Tagging, *, same_story_within: timedelta) -> None:
        self._engine = engine
        self._tagging = tagging
        self._within = same_story_within
        self._grouping = Grouping(same_story_within)
        self._one_at_a_time = asyncio.Lock()

    async def load(self) -> None:
        grouping = Grouping(self._within)
        async with self._engine.connect() as conn:
            grouping.fill(await fetch_grouped(conn, now() - self._within))
        self._grouping = grouping

    def forget_old(self) -> None:
        self._grouping.forget(now() - self._within)

    async def read_position(self, source: str) -> Position:
        async with self._engine.connect() as conn:
            return await fetch_position(conn, source)

    async def save(self, source: SourceDefinition, fetch: Fetch) -> int:
        """Store a fetch and the position after it. Returns how many documents are new or changed.

        One fetch after the other: of two sources with the same story the second must see the first one's.
        """
        async with self._one_at_a_time:
            assigned = Assigned(self._grouping, self._within)
            async with self._engine.begin() as conn:
                changed = await self._store(conn, fetch.items, assigned)
                await upsert_position(conn, source.name, source.kind, fetch.position)
            assigned.keep()
        return changed

    async def save_state(self, source: SourceDefinition, state: SourceState) -> None:
        async with self._engine.begin() as conn:
            await upsert_state(conn, source.name, source.kind, state)

    async def _store(self, conn: AsyncConnection, items: Sequence[Fetched], assigned: Assigned) -> int:
        """In the order of the source: what it deletes after it has told is deleted."""
        fetched = [item for item in items if isinstance(item, FetchedDocument)]
        stored: _Stored = dict(await fetch_stored(conn, {(item.source, item.native_id) for item in fetched}))
        authors = {(item.source, item.author) for item in fetched if item.author is not None}
        removed = await fetch_removed(conn, authors)
        writing = _Writing(conn, self._tagging.tagger, assigned, stored, removed)
        changed = 0
        for item in items:
            changed += await writing.store(item)
        await touch_stories(conn, {document.story_id for document in writing.touched})
        return changed


class _Writing:
    """One transaction's work. `touched`: documents whose stories are to be published again."""

    def __init__(
        self,
        conn: AsyncConnection,
        tagger: CoinTagger,
        assigned: Assigned,
        stored: _Stored,
        removed: set[tuple[str, str]],
    ) -> None:
        self._conn = conn
        self._tagger = tagger
        self._assigned = assigned
        self._stored = stored
        self._removed = removed
        self._received_at = now()
        self.touched: list[StoredDocument] = []

    async def store(self, item: Fetched) -> bool:
        """Whether something has changed."""
        match item:
            case FetchedDocument():
                return await self._write(item)
            case DeletedDocument():
                return self._forget(await delete_document(self._conn, item.source, item.native_id))
            case RemovedAuthor(is_back=True):
                self._removed.discard((item.source, item.author))
                await forget_removal(self._conn, item.source, item.author)
            case RemovedAuthor():
                self._removed.add((item.source, item.author))
                return self._forget(await delete_author(self._conn, item.source, item.author))
            case IndexValue():
                await upsert_index_value(self._conn, item)
        return False

    def _forget(self, deleted: list[StoredDocument]) -> bool:
        for document in deleted:
            self._assigned.remove(document.document_id)
        self.touched += deleted
        return bool(deleted)

    async def _write(self, item: FetchedDocument) -> bool:
        if item.author is not None and (item.source, item.author) in self._removed:
            return False
        document = document_of(item, self._tagger, self._received_at)
        old = self._stored.get((item.source, item.native_id))
        if old is None:
            await self._insert(document)
        elif old.state is DocumentState.DELETED or old.text_hash == document.text_hash:
            return False
        else:
            await self._edit(old, document)
        return True

    async def _insert(self, document: Document) -> None:
        document_id = uuid7()
        story_id, is_new = self._assigned.story_of(document)
        if is_new:
            await insert_story(self._conn, story_id, document.kind, document.published_at)
        else:
            await move_earlier(self._conn, story_id, document.published_at)
        await insert_document(self._conn, document, document_id, story_id, self._received_at)
        self._keep(document_id, story_id, document)

    async def _edit(self, old: StoredDocument, document: Document) -> None:
        await update_text(self._conn, old.document_id, document, self._received_at)
        self._keep(old.document_id, old.story_id, document)

    def _keep(self, document_id: UUID, story_id: UUID, document: Document) -> None:
        state = DocumentState.LEFT_OUT if document.reason else DocumentState.NEW
        stored = StoredDocument(document_id, story_id, document.text_hash, state)
        self._stored[document.source, document.native_id] = stored
        self._assigned.add(stored.document_id, stored.story_id, document)
        self.touched.append(stored)
