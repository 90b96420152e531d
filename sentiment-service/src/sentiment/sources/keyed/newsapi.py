"""NewsAPI's search. Its free plan gives articles a day late, 100 requests a day. What is searched for is in the URL."""

import re
from datetime import datetime
from typing import ClassVar, Final

from sentiment.sources.bounded import author_of, id_of, link_of, published, text_of, time_of_text, title_of
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.keyed.answers import Fields
from sentiment.sources.keyed.article_list import ArticleList

_REMOVED: Final = "[Removed]"
_CUT: Final = re.compile(r"(?:…|\.\.\.)?\s?\[\+\d{1,9} chars\]$")


class NewsApi(ArticleList):
    """Articles have no id there: their link is it."""

    parameters: ClassVar = {"language": "en", "sortBy": "publishedAt", "pageSize": "100"}
    items_field = "articles"

    def headers(self, key: str) -> dict[str, str]:
        return {"X-Api-Key": key}

    def until(self, at: datetime) -> dict[str, str]:
        return {"to": f"{at:%Y-%m-%dT%H:%M:%S}"}

    def document(self, row: Fields) -> FetchedDocument | None:
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
