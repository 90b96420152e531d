"""CryptoCompare's list of news, the older API of what is CoinDesk Data now; by subscription only since May 2026."""

from datetime import datetime
from typing import ClassVar, Final

from sentiment.sources.bounded import author_of, id_of, link_of, published, text_of, time_of_seconds, title_of
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.keyed.answers import Fields
from sentiment.sources.keyed.article_list import ArticleList

_LONGEST_LANGUAGE: Final = 20


class CryptoCompare(ArticleList):
    parameters: ClassVar = {"lang": "EN", "sortOrder": "latest"}
    items_field = "Data"

    def headers(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Apikey {key}"}

    def until(self, at: datetime) -> dict[str, str]:
        return {"lTs": str(int(at.timestamp()))}

    def document(self, row: Fields) -> FetchedDocument | None:
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
