"""Which story a document tells: that of the most alike text of the same kind and time, else a new one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from shared.events import DocumentKind
from shared.events.ids import uuid7

from sentiment.documents.document import Document, story_text
from sentiment.documents.sql.documents import GroupedText
from sentiment.texts.near_duplicates import StoryIndex


class Grouping:
    """The texts of the last days in memory, news and posts apart: a copied headline in a post is the crowd's.

    It is filled from the table at start. What one transaction assigns is added after it has committed.
    """

    def __init__(self, within: timedelta) -> None:
        self._within = within
        self._indexes: Mapping[DocumentKind, StoryIndex[UUID]] = {kind: StoryIndex() for kind in DocumentKind}
        self._kinds: dict[UUID, DocumentKind] = {}
        self._times: dict[UUID, datetime] = {}
        self._stories: dict[UUID, UUID] = {}

    def fill(self, texts: Iterable[GroupedText]) -> None:
        for text in texts:
            words = story_text(text.title, text.body)
            self.add(text.document_id, text.story_id, DocumentKind(text.kind), words, text.published_at)

    def add(self, document_id: UUID, story_id: UUID, kind: DocumentKind, text: str, at: datetime) -> None:
        """Put a document in; one that is there already, edited, in its place."""
        self.remove(document_id)
        self._indexes[kind].add(document_id, text)
        self._kinds[document_id], self._times[document_id], self._stories[document_id] = kind, at, story_id

    def remove(self, document_id: UUID) -> None:
        kind = self._kinds.pop(document_id, None)
        if kind is not None:
            self._indexes[kind].remove(document_id)
            del self._times[document_id], self._stories[document_id]

    def story_of(self, document: Document) -> UUID | None:
        """The story of the most alike document published within the same days; None when there is none."""
        for document_id in self._indexes[document.kind].find(document.story_text):
            if abs(self._times[document_id] - document.published_at) <= self._within:
                return self._stories[document_id]
        return None

    def forget(self, before: datetime) -> None:
        """Drop what no new document can be alike to any more."""
        for document_id in [one for one, at in self._times.items() if at < before]:
            self.remove(document_id)


class Assigned:
    """What one transaction assigns: it sees its own documents, and `keep` puts them into the shared grouping."""

    def __init__(self, grouping: Grouping, within: timedelta) -> None:
        self._grouping = grouping
        self._own = Grouping(within)
        self._added: list[tuple[UUID, UUID, Document]] = []
        self._removed: list[UUID] = []

    def story_of(self, document: Document) -> tuple[UUID, bool]:
        """The story, and whether it is a new one."""
        found = self._own.story_of(document) or self._grouping.story_of(document)
        return (found, False) if found else (uuid7(), True)

    def add(self, document_id: UUID, story_id: UUID, document: Document) -> None:
        self._own.add(document_id, story_id, document.kind, document.story_text, document.published_at)
        self._added.append((document_id, story_id, document))

    def remove(self, document_id: UUID) -> None:
        self._removed.append(document_id)

    def keep(self) -> None:
        """The transaction has committed."""
        for document_id, story_id, document in self._added:
            self._grouping.add(document_id, story_id, document.kind, document.story_text, document.published_at)
        for document_id in self._removed:
            self._grouping.remove(document_id)
