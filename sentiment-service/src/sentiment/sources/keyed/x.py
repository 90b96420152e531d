"""X's recent search: a sample of the newest posts, as many as a day's spending allows. The query is in the URL."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from sentiment.sources.bounded import MOST_ITEMS, author_of, id_of, published, text_of, time_of_text, title_of
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import Fetched, FetchedDocument
from sentiment.sources.keyed.answers import Fields, body_of, documents_of, list_of
from sentiment.sources.keyed.spending import Spending
from sentiment.sources.source import Fetch, Position, SourceError
from sentiment.sources.web.client import WebClient

_FEWEST: Final = 10
_MOST: Final = 100
"""Posts of one request, as X wants them."""
_FIELDS: Final = "created_at,lang,author_id"
# An id holds its time: milliseconds since then, before 22 bits of something else.
_FIRST_MS: Final = 1_288_834_974_657
_ID_BITS: Final = 22
# Older than seven days, `since_id` makes the whole request invalid.
_OLDEST: Final = timedelta(days=6, hours=23)
_LONGEST_ID: Final = 19
_LONGEST_LANGUAGE: Final = 20
_NO_LANGUAGE: Final = ("und", "qme", "qht", "zxx", "")


class X:
    """Its position: the newest id, and what was read in the last 24 hours."""

    def __init__(
        self,
        definition: SourceDefinition,
        web: WebClient,
        now: Callable[[], datetime],
        key: str,
        posts_per_day: int,
    ) -> None:
        self._definition = definition
        self._web = web
        self._now = now
        self._secrets = {"Authorization": f"Bearer {key}"}
        self._posts_per_day = posts_per_day

    async def fetch(self, position: Position) -> Fetch:
        """Fetch the newest posts since the last one, no more than their share of a day's spending.

        Raises:
            SourceError: it gave nothing that could be used, or the day's posts have been read.
        """
        now = self._now()
        spending = Spending(self._posts_per_day, position, now)
        if spending.left < _FEWEST:
            raise _cap_reached(self._posts_per_day, spending)
        budget = min(max(spending.share(self._definition.every), _FEWEST), spending.left, MOST_ITEMS)
        since_id, newest_id = _recent(text_of(position.get("newest_id")), now), text_of(position.get("newest_id"))
        items: list[Fetched] = []
        next_token = ""
        while budget >= _FEWEST:
            try:
                posts, next_token = await self._page(budget, since_id, next_token)
            except SourceError:
                if not items:
                    raise
                break
            spending.add(len(posts))
            budget -= max(len(posts), 1)
            items = [*documents_of(self._definition.name, posts, self._document), *items]
            newest_id = max([newest_id, *map(_id, posts)], key=_order)
            if not next_token:
                break
        return Fetch(tuple(items), {"newest_id": newest_id, **spending.stored()})

    async def _page(self, budget: int, since_id: str, next_token: str) -> tuple[list[Any], str]:
        """Some posts, and what asks for the older ones after them ('' if there are none)."""
        parameters = {"max_results": str(min(budget, _MOST)), "tweet.fields": _FIELDS}
        if since_id:
            parameters["since_id"] = since_id
        if next_token:
            parameters["next_token"] = next_token
        answer = await self._web.get(self._definition.url, parameters=parameters, secrets=self._secrets)
        body = body_of(answer, self._now())
        meta = body.get("meta")
        if "data" not in body and not isinstance(meta, dict):
            raise answer.error("unreadable: neither posts nor their number")
        onwards = text_of(meta.get("next_token")) if isinstance(meta, dict) else ""
        return list_of(answer, body.get("data", [])), onwards  # without posts there is no `data` at all

    def _document(self, row: Fields) -> FetchedDocument | None:
        native_id, text = _id(row), title_of(row.get("text"))
        if not native_id or not text:
            return None
        language = text_of(row.get("lang"), _LONGEST_LANGUAGE)
        return FetchedDocument(
            source=self._definition.name,
            native_id=native_id,
            kind=self._definition.kind_of_document,
            title=text,
            url=f"https://x.com/i/status/{quote(native_id)}",
            author=author_of(row.get("author_id")),
            published_at=published(time_of_text(row.get("created_at")) or _time(native_id), self._now()),
            language=None if language in _NO_LANGUAGE else language,
        )


def _cap_reached(most: int, spending: Spending) -> SourceError:
    return SourceError(f"spending cap: {most} posts in 24 h have been read", retry_after=spending.until(_FEWEST))


def _id(row: Any) -> str:
    native_id = id_of(row.get("id")) if isinstance(row, dict) else ""
    return native_id if native_id.isascii() and native_id.isdecimal() and len(native_id) <= _LONGEST_ID else ""


def _order(native_id: str) -> int:
    return int(native_id or 0)


def _recent(newest_id: str, now: datetime) -> str:
    """The id to go on from, '' if it is too old for that."""
    at = _time(newest_id)
    return newest_id if at is not None and at > now - _OLDEST else ""


def _time(native_id: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(((int(native_id) >> _ID_BITS) + _FIRST_MS) / 1_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
