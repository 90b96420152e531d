"""CoinDesk Data's list of news articles; by subscription only since May 2026."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sentiment.sources.bounded import author_of, id_of, link_of, published, text_of, time_of_seconds, title_of
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from sentiment.sources.keyed.answers import Document, Fields, body_of, fetch_of, list_of
from sentiment.sources.source import Fetch, Position
from sentiment.sources.web.client import WebClient

_PARAMETERS: Final = {"lang": "EN", "limit": "100"}
_GONE: Final = ("DELETED", "REMOVED")
_LONGEST_LANGUAGE: Final = 20


class CoinDesk:
    def __init__(self, definition: SourceDefinition, web: WebClient, now: Callable[[], datetime], key: str) -> None:
        self._definition = definition
        self._web = web
        self._now = now
        self._secrets = {"x-api-key": key}

    async def fetch(self, position: Position) -> Fetch:
        """Fetch the articles that are new or edited.

        Raises:
            SourceError: it gave nothing that could be used.
        """
        answer = await self._web.get(self._definition.url, parameters=_PARAMETERS, secrets=self._secrets)
        rows = list_of(answer, body_of(answer, self._now()).get("Data"))
        return fetch_of(self._definition.name, position, answer, rows, self._document)

    def _document(self, row: Fields) -> Document | None:
        native_id, title = id_of(row.get("ID") or row.get("GUID")), title_of(row.get("TITLE"))
        if native_id and text_of(row.get("STATUS")) in _GONE:
            return DeletedDocument(source=self._definition.name, native_id=native_id)
        if not native_id or not title:
            return None
        return FetchedDocument(
            source=self._definition.name,
            native_id=native_id,
            kind=self._definition.kind_of_document,
            title=title,
            body=text_of(row.get("SUBTITLE")) or text_of(row.get("BODY")),
            url=link_of(row.get("URL")),
            author=author_of(row.get("AUTHORS")),
            published_at=published(time_of_seconds(row.get("PUBLISHED_ON")), self._now()),
            language=text_of(row.get("LANG"), _LONGEST_LANGUAGE).lower() or None,
        )
