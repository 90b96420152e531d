"""NewsAPI's search. Its free plan gives articles a day late, 100 requests a day. What is searched for is in the URL."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sentiment.sources.bounded import author_of, id_of, link_of, published, text_of, time_of_text, title_of
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.keyed.answers import Fields, body_of, fetch_of, list_of
from sentiment.sources.source import Fetch, Position
from sentiment.sources.web.client import WebClient

_PARAMETERS: Final = {"language": "en", "sortBy": "publishedAt", "pageSize": "100"}
_REMOVED: Final = "[Removed]"
_CUT: Final = re.compile(r"(?:…|\.\.\.)?\s?\[\+\d{1,9} chars\]$")


class NewsApi:
    """Articles have no id there: their link is it."""

    def __init__(self, definition: SourceDefinition, web: WebClient, now: Callable[[], datetime], key: str) -> None:
        self._definition = definition
        self._web = web
        self._now = now
        self._secrets = {"X-Api-Key": key}

    async def fetch(self, position: Position) -> Fetch:
        """Fetch the articles that are new or edited.

        Raises:
            SourceError: it gave nothing that could be used.
        """
        answer = await self._web.get(self._definition.url, parameters=_PARAMETERS, secrets=self._secrets)
        rows = list_of(answer, body_of(answer, self._now()).get("articles"))
        return fetch_of(self._definition.name, position, answer, rows, self._document)

    def _document(self, row: Fields) -> FetchedDocument | None:
        url, title = link_of(row.get("url")), title_of(row.get("title"))
        if url is None or not title or title == _REMOVED:
            return None
        publisher = row.get("source")
        name = publisher.get("name") if isinstance(publisher, dict) else None
        return FetchedDocument(
            source=self._definition.name,
            native_id=id_of(url),
            kind=self._definition.kind_of_document,
            title=title,
            body=text_of(row.get("description")) or _CUT.sub("", text_of(row.get("content"))),
            url=url,
            author=author_of(row.get("author")) or author_of(name),
            published_at=published(time_of_text(row.get("publishedAt")), self._now()),
        )
