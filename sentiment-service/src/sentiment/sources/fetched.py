"""What sources hand on: texts as they came, and what is to be forgotten. No I/O."""

from dataclasses import dataclass
from datetime import datetime

from shared.events import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedDocument:
    """One item of a source, its text still raw (HTML, entities); `native_id` is the source's own and never changes.

    `coins` are those that the source itself names, if it does; `language` likewise (a BCP 47 tag).
    """

    source: str
    native_id: str
    kind: DocumentKind
    title: str
    body: str = ""
    url: str | None = None
    author: str | None = None
    published_at: datetime
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedDocument:
    """The source has deleted the item."""

    source: str
    native_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedAuthor:
    """The account is gone: all of its items are to be deleted. `is_back`: it was only suspended and has returned."""

    source: str
    author: str
    is_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexValue:
    """One day of the Fear & Greed index: 0 (extreme fear) to 100 (extreme greed)."""

    source: str
    day: datetime
    value: int
    classification: str


Fetched = FetchedDocument | DeletedDocument | RemovedAuthor | IndexValue
