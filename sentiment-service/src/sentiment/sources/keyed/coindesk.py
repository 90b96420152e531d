"""CoinDesk Data's list of news articles; by subscription only since May 2026."""

from datetime import datetime
from typing import ClassVar, Final

from sentiment.sources.bounded import author_of, id_of, link_of, published, text_of, time_of_seconds, title_of
from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from sentiment.sources.keyed.answers import Document, Fields
from sentiment.sources.keyed.article_list import ArticleList

_GONE: Final = ("DELETED", "REMOVED")
_LONGEST_LANGUAGE: Final = 20


class CoinDesk(ArticleList):
    parameters: ClassVar = {"lang": "EN", "limit": "100"}
    items_field = "Data"

    def headers(self, key: str) -> dict[str, str]:
        return {"x-api-key": key}

    def until(self, at: datetime) -> dict[str, str]:
        return {"to_ts": str(int(at.timestamp()))}

    def document(self, row: Fields) -> Document | None:
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
