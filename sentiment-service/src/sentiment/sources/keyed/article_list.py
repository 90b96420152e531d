"""An API's list of articles, the newest first, which can also be asked for those until a time: the back-fill."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from sentiment.sources.bounded import time_of_text
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.keyed.answers import Document, Fields, body_of, documents_of, fetch_of, list_of
from sentiment.sources.source import Fetch, Position, SourceError
from sentiment.sources.web.answer import Answer
from sentiment.sources.web.client import WebClient

_REACHED: Final = "reached"
_EMPTY_PAGE: Final = timedelta(days=1)
"""A page may be empty although older ones are not: so far back is asked next."""
_LEAST_STEP: Final = timedelta(seconds=1)


class ArticleList(ABC):
    """Each fetch asks for the newest articles and, as long as `since` is not reached, for one page of older ones."""

    parameters: ClassVar[Mapping[str, str]]
    items_field: ClassVar[str]

    def __init__(self, definition: SourceDefinition, web: WebClient, now: Callable[[], datetime], key: str) -> None:
        self._definition = definition
        self._web = web
        self._now = now
        self._secrets = self.headers(key)

    @abstractmethod
    def headers(self, key: str) -> dict[str, str]:
        """The headers that carry the key."""

    @abstractmethod
    def until(self, at: datetime) -> dict[str, str]:
        """The parameters that ask for articles published until then."""

    @abstractmethod
    def document(self, row: Fields) -> Document | None:
        """What a row says; None for one that cannot be read."""

    async def fetch(self, position: Position) -> Fetch:
        """Fetch the articles that are new or edited, and a page of the back-fill.

        Raises:
            SourceError: it gave nothing that could be used.
        """
        answer, rows = await self._page({})
        newest = fetch_of(self._definition.name, position, answer, rows, self.document)
        since = self._definition.since
        reached = time_of_text(position.get(_REACHED)) or self._now()
        if since is None or reached <= since:
            return newest
        try:
            older, reached = await self._older(reached, since)
        except SourceError as error:
            return replace(newest, notice=f"back-fill to {since:%Y-%m-%d} waits: {error.reason}")
        return replace(
            newest,
            items=(*older, *newest.items),
            position={**newest.position, _REACHED: reached.isoformat()},
            notice=newest.notice if reached <= since else f"back-fill to {since:%Y-%m-%d}: at {reached:%Y-%m-%d}",
        )

    async def _older(self, reached: datetime, since: datetime) -> tuple[list[FetchedDocument], datetime]:
        """Some articles from before `reached`, and the time that is reached with them."""
        answer, rows = await self._page(self.until(reached))
        read = documents_of(self._definition.name, rows, self.document)
        items = [item for item in read if isinstance(item, FetchedDocument)]
        if rows and not read:
            raise answer.error(f"unreadable: none of its {len(rows)} items")
        oldest = min((item.published_at for item in items), default=reached - _EMPTY_PAGE)
        after = max(min(oldest, reached - _LEAST_STEP), since)
        return [item for item in items if item.published_at >= since], after

    async def _page(self, more: Mapping[str, str]) -> tuple[Answer, list[Any]]:
        parameters = {**self.parameters, **more}
        answer = await self._web.get(self._definition.url, parameters=parameters, secrets=self._secrets)
        return answer, list_of(answer, body_of(answer, self._now()).get(self.items_field))
