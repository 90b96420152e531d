"""RSS and Atom: conditional requests, checked XML, and each item once however its guid behaves."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Final

from sentiment.sources.bounded import published, text_of
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.feeds.decoding import decode
from sentiment.sources.feeds.entries import Entry, read_entries
from sentiment.sources.feeds.identity import identify
from sentiment.sources.feeds.trimming import trimmed
from sentiment.sources.feeds.xml_check import checked
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.metrics import on_unreadable
from sentiment.sources.source import Fetch, Position, SourceError
from sentiment.sources.web.answer import Answer, require_ok
from sentiment.sources.web.client import WebClient

_ACCEPT: Final = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_CONDITIONS: Final = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_LONGEST_CONDITION: Final = 300


class Rss:
    """Its position: the answer's ETag and Last-Modified, its body's hash, and the items it has handed on."""

    def __init__(self, definition: SourceDefinition, web: WebClient, now: Callable[[], datetime]) -> None:
        self._definition = definition
        self._web = web
        self._now = now

    async def fetch(self, position: Position) -> Fetch:
        """Fetch the items that are new or edited.

        Raises:
            SourceError: it did not answer, or not with a feed.
        """
        conditions = {header: position[name] for name, header in _CONDITIONS.items() if name in position}
        answer = await self._web.get(self._definition.url, headers={"Accept": _ACCEPT, **conditions})
        now = self._now()
        if answer.is_unchanged and conditions:
            return Fetch((), position, notice=answer.notice)
        require_ok(answer, now)
        body = sha256(answer.body).hexdigest()
        changed: list[tuple[str, Entry]] = []
        if body != position.get("body"):
            # The parser is written in Python: a large feed takes it seconds.
            entries = await asyncio.to_thread(self._read, answer)
            changed, position = identify(entries, position)
        documents = tuple(self._document(native_id, entry, now) for native_id, entry in changed)
        after = {**_without_conditions(position), **_conditions(answer), "body": body}
        return Fetch(documents, after, notice=answer.notice)

    def _read(self, answer: Answer) -> list[Entry]:
        try:
            root = checked(decode(answer.body, answer.headers.get("content-type", "")))
            entries, untitled = read_entries(trimmed(root), answer.url)
        except SourceError as error:
            raise answer.error(error.reason) from None
        on_unreadable(self._definition.name, untitled)
        return entries

    def _document(self, native_id: str, entry: Entry, now: datetime) -> FetchedDocument:
        return FetchedDocument(
            source=self._definition.name,
            native_id=native_id,
            kind=self._definition.kind_of_document,
            title=entry.title,
            body=entry.body,
            url=entry.link,
            author=entry.author,
            published_at=published(entry.published_at, now),
            language=entry.language,
        )


def _without_conditions(position: Position) -> Position:
    return {name: value for name, value in position.items() if name not in _CONDITIONS}


def _conditions(answer: Answer) -> Position:
    found = {name: text_of(answer.headers.get(name), _LONGEST_CONDITION + 1) for name in _CONDITIONS}
    return {name: value for name, value in found.items() if 0 < len(value) <= _LONGEST_CONDITION and value.isascii()}
