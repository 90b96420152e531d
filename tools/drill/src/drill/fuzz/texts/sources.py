"""The sources of sentiment-service, given their answers from memory. No socket is opened."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

import httpx
from sentiment.sources.bluesky.batch import Batch
from sentiment.sources.bluesky.crypto_words import mentions_crypto
from sentiment.sources.bluesky.events import EventReader
from sentiment.sources.bluesky.place import Place
from sentiment.sources.definition import SourceKind, parse_sources
from sentiment.sources.kinds import Needs, make_source
from sentiment.sources.source import Fetch, PolledSource, Position, SourceError
from sentiment.sources.web.answer import Answer
from sentiment.sources.web.body import LARGEST_BODY
from sentiment.sources.web.client import WebClient
from shared.events import DocumentKind
from shared.http.outgoing.target import Targets

from drill.fuzz.texts.answers import NOW
from drill.fuzz.texts.characters import fuzzed_text

_KEYS: Final = {
    SourceKind.COINDESK: "coindesk_key",
    SourceKind.CRYPTOCOMPARE: "cryptocompare_key",
    SourceKind.NEWSAPI: "newsapi_key",
    SourceKind.X: "x_bearer_token",
    SourceKind.REDDIT: "reddit_client_id reddit_client_secret",
}
_POLLED: Final = tuple(kind for kind in SourceKind if kind is not SourceKind.JETSTREAM)
_STATUSES: Final = (304, 400, 401, 402, 403, 404, 429, 500, 503, 999)
_REFUSED: Final = 0.05
_FORGOTTEN: Final = 0.02
_TOKEN: Final = b'{"access_token": "t", "expires_in": 3600}'
_CONTENT_TYPES: Final = (
    "application/rss+xml; charset=utf-8",
    "text/xml",
    "text/html; charset=windows-1252",
    "application/json; charset=utf-7",
    "x; charset=\x00",
    "",
)


class Sources:
    """One source of each kind. Each goes on from where its answer before has led to, as it would from the table."""

    def __init__(self) -> None:
        self._web = _Memory(Targets(_found_nowhere))
        self._sources = {kind: _source(kind, self._web) for kind in _POLLED}
        self._positions: dict[SourceKind, Position] = {}

    async def read(self, random: Random, kind: SourceKind, body: bytes) -> Fetch | None:
        """What a source makes of such an answer; None: nothing at all, of a frame that tells nothing.

        `random` makes what comes beside the body: status and headers.

        Raises:
            SourceError: it can make nothing of it, and says why.
        """
        if random.random() < _FORGOTTEN:
            self._positions.pop(kind, None)
        position = self._positions.get(kind, {})
        if kind is SourceKind.JETSTREAM:
            fetch = _read_frame(body, position)
        else:
            self._web.answer = _answer(random, body[:LARGEST_BODY])
            fetch = await self._sources[kind].fetch(position)
        if fetch is not None:
            self._positions[kind] = json.loads(json.dumps(fetch.position, allow_nan=False))
        return fetch

    async def close(self) -> None:
        await self._web.close()


class _Memory(WebClient):
    """Answers whatever it is asked with `answer`, and with a token where a form is sent."""

    answer = Answer(200, {}, b"", "")

    async def get(
        self,
        url: str,
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            url = str(httpx.URL(url).copy_merge_params(dict(parameters or {})))
        except httpx.InvalidURL:  # too long; the client says so, too
            raise SourceError("not a URL") from None
        # What goes into headers must be such that it can: positions hold what strangers have sent.
        httpx.Request("GET", url, headers={**(headers or {}), **(secrets or {})})
        return self.answer

    async def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Answer:
        httpx.Request("POST", url, data=dict(form), headers={**headers, **secrets})
        return Answer(200, {}, _TOKEN, url)


def _answer(random: Random, body: bytes) -> Answer:
    status = random.choice(_STATUSES) if random.random() < _REFUSED else 200
    headers = {
        "content-type": random.choice(_CONTENT_TYPES),
        "etag": fuzzed_text(random)[:400],
        "retry-after": random.choice(("", "9", "nan", "-1e999", "9" * 400, "Mon, 30 Nov 2026 12:30:00 GMT")),
        "x-ratelimit-remaining": random.choice(("0", "nan", "", "5")),
        "x-ratelimit-reset": random.choice(("60", "inf", "x", "-5")),
    }
    is_moved = random.random() < _REFUSED
    return Answer(status, headers, body, "https://news.example/feed", is_moved, is_moved_for_good=is_moved)


def _source(kind: SourceKind, web: WebClient) -> PolledSource:
    key = f'key_setting = "{_KEYS[kind]}"' if kind in _KEYS else ""
    table = f'[[source]]\nname = "{kind}"\nkind = "{kind}"\nurl = "https://news.example/feed"\n{key}'
    (definition,) = parse_sources(table)
    keys = {name: "a-key" for names in _KEYS.values() for name in names.split()}
    source = make_source(definition, Needs(web, Targets(_found_nowhere), lambda: NOW, keys, x_posts_per_day=5_000))
    if not isinstance(source, PolledSource):
        raise TypeError(kind)
    return source


def _read_frame(frame: bytes, position: Position) -> Fetch | None:
    reader = EventReader(SourceKind.JETSTREAM, DocumentKind.SOCIAL, mentions_crypto)
    batch = Batch(Place.of(position, "jetstream.example"), reader)
    batch.add(frame, NOW)
    if batch.unreadable:
        raise SourceError("unreadable: no such frame")
    return batch.take()


async def _found_nowhere(host: str, port: int) -> Sequence[str]:
    raise OSError(f"{host}:{port}: names are not looked up here")
