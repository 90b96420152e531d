"""CryptoCompare's list of news, the older API of what is CoinDesk Data now; by subscription only since May 2026."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sentiment.sources.bounded import author_of, id_of, link_of, published, text_of, time_of_seconds, title_of
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.keyed.answers import Fields, body_of, fetch_of, list_of
from sentiment.sources.source import Fetch, Position
from sentiment.sources.web.client import WebClient

_PARAMETERS: Final = {"lang": "EN", "sortOrder": "latest"}
_LONGEST_LANGUAGE: Final = 20


class CryptoCompare:
    def __init__(self, definition: SourceDefinition, web: WebClient, now: Callable[[], datetime], key: str) -> None:
        self._definition = definition
        self._web = web
        self._now = now
        self._secrets = {"Authorization": f"Apikey {key}"}

    async def fetch(self, position: Position) -> Fetch:
        """Fetch the articles that are new or edited.

        Raises:
            SourceError: it gave nothing that could be used.
        """
        answer = await self._web.get(self._definition.url, parameters=_PARAMETERS, secrets=self._secrets)
        rows = list_of(answer, body_of(answer, self._now()).get("Data"))
        return fetch_of(self._definition.name, position, answer, rows, self._document)

    def _document(self, row: Fields) -> FetchedDocument | None:
        native_id, title = id_of(row.get("id") or row.get("guid")), title_of(row.get("title"))
        if not native_id or not title:
            return None
        publisher = row.get("source_info")
        return FetchedDocument(
            source=self._definition.name,
            native_id=native_id,
            kind=self._definition.kind_of_document,
            title=title,
            body=text_of(row.get("body")),
            url=link_of(row.get("url")),
            author=author_of(publisher.get("name") if isinstance(publisher, dict) else row.get("source")),
            published_at=published(time_of_seconds(row.get("published_on")), self._now()),
            language=text_of(row.get("lang"), _LONGEST_LANGUAGE).lower() or None,
        )
