"""Reddit's listings over OAuth: a client's id and secret for a token, the token for the newest posts."""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import httpx

from sentiment.sources.bounded import author_of, id_of, link_of, published, text_of, time_of_seconds, title_of
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from sentiment.sources.keyed.answers import Document, Fields, body_of, fetch_of, list_of
from sentiment.sources.source import Fetch, Position, SourceError
from sentiment.sources.web.answer import Answer
from sentiment.sources.web.client import WebClient

_HEADERS: Final = {"User-Agent": "linux:tidemark-sentiment:1 (by /u/tidemark)"}
"""Reddit limits programs that do not say which they are."""
_API_HOST: Final = "oauth.reddit.com"
_TOKEN_HOST: Final = "www.reddit.com"  # noqa: S105 - a host
_TOKEN_PATH: Final = "/api/v1/access_token"  # noqa: S105 - a path
_PARAMETERS: Final = {"limit": "100"}
_UNAUTHORIZED: Final = 401
_GONE: Final = ("[deleted]", "[removed]")
_SPARE: Final = timedelta(minutes=1)
_LIFE: Final = 3_600
_LONGEST_LIFE: Final = 86_400
_SITE: Final = "https://www.reddit.com"


class Reddit:
    def __init__(
        self,
        definition: SourceDefinition,
        web: WebClient,
        now: Callable[[], datetime],
        client_id: str,
        client_secret: str,
    ) -> None:
        self._definition = definition
        self._web = web
        self._now = now
        login = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._login = {"Authorization": f"Basic {login}"}
        self._token = ""
        self._until: datetime | None = None

    async def fetch(self, position: Position) -> Fetch:
        """Fetch the newest posts that are new, edited or removed; of older ones no removal is seen.

        Raises:
            SourceError: it gave nothing that could be used.
        """
        answer = await self._listing()
        if answer.status == _UNAUTHORIZED:  # tokens may end before their time
            self._token = ""
            answer = await self._listing()
        data = body_of(answer, self._now()).get("data")
        rows = list_of(answer, data.get("children") if isinstance(data, dict) else None)
        fetch = fetch_of(self._definition.name, position, answer, rows, self._document)
        return Fetch(fetch.items, fetch.position, _next_after(answer), fetch.notice)

    async def _listing(self) -> Answer:
        secrets = {"Authorization": f"Bearer {await self._valid_token()}"}
        return await self._web.get(self._definition.url, parameters=_PARAMETERS, headers=_HEADERS, secrets=secrets)

    async def _valid_token(self) -> str:
        now = self._now()
        if self._token and self._until is not None and now < self._until:
            return self._token
        form = {"grant_type": "client_credentials"}
        answer = await self._web.post(_token_url(self._definition.url), form, headers=_HEADERS, secrets=self._login)
        body = body_of(answer, now)
        token = text_of(body.get("access_token"))
        if not token or not token.isascii() or not token.isprintable():
            raise SourceError("unreadable: no access token")
        self._token, self._until = token, now + _life(body.get("expires_in")) - _SPARE
        return token

    def _document(self, row: Fields) -> Document | None:
        post = row.get("data")
        if row.get("kind") != "t3" or not isinstance(post, dict):
            return None
        native_id, title, body = id_of(post.get("name")), title_of(post.get("title")), text_of(post.get("selftext"))
        if not native_id or not title:
            return None
        if post.get("removed_by_category") or post.get("author") in _GONE or body in _GONE:
            return DeletedDocument(source=self._definition.name, native_id=native_id)
        return FetchedDocument(
            source=self._definition.name,
            native_id=native_id,
            kind=self._definition.kind_of_document,
            title=title,
            body=body,
            url=_permalink(post.get("permalink")),
            author=author_of(post.get("author")),
            published_at=published(time_of_seconds(post.get("created_utc")), self._now()),
        )


def _life(seconds: Any) -> timedelta:
    is_usable = isinstance(seconds, int) and 0 < seconds <= _LONGEST_LIFE
    return timedelta(seconds=seconds if is_usable else _LIFE)


def _permalink(path: Any) -> str | None:
    text = text_of(path)
    return link_of(f"{_SITE}{text}") if text.startswith("/") else None


def _token_url(url: str) -> str:
    """The token is Reddit's own site's to give; where a test stands for Reddit, the same host's."""
    at = httpx.URL(url)
    host = _TOKEN_HOST if at.host == _API_HOST else at.host
    return str(at.copy_with(host=host, path=_TOKEN_PATH, query=None))


def _next_after(answer: Answer) -> timedelta | None:
    """Reddit says how many requests are left, and after how many seconds there are more."""
    try:
        left, seconds = (float(answer.headers.get(f"x-ratelimit-{name}", "")) for name in ("remaining", "reset"))
    except ValueError:
        return None
    return timedelta(seconds=seconds) if left < 1 and 0 < seconds <= _LIFE else None
