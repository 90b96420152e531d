"""How an answer is sent: to HEAD without its body, compressed, not again where the client has it (RFC 9110, 9111).

An answer that does not say how long it may be kept is `no-store`.
"""

import hashlib
from collections.abc import Callable, Collection
from typing import Final, NamedTuple

import anyio.to_thread
import cramjam
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_STORE: Final = "no-store"
REVALIDATE: Final = "no-cache"
"""May be kept, and is asked for again each time: what has not changed is answered with 304."""
WORTH_BYTES: Final = 1_024
"""A shorter answer gains nothing by being compressed."""
_IN_A_THREAD_BYTES: Final = 16_384
"""Compressing this many bytes takes about a millisecond, in which no other request would be answered."""
_KINDS: Final = ("application/json", "text/")
# In the order of preference: for the same size, zstd takes a quarter of the time.
_COMPRESSORS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "zstd": lambda data: bytes(cramjam.zstd.compress(data, level=3)),
    "br": lambda data: bytes(cramjam.brotli.compress(data, level=4)),
    "gzip": lambda data: bytes(cramjam.gzip.compress(data, level=4)),
}


def keep_for(response: Response, seconds: int) -> None:
    """Let anybody keep this answer: what it says will not change, or may be this old."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}"


def revalidate(response: Response) -> None:
    response.headers["Cache-Control"] = REVALIDATE


ENCODINGS: Final = tuple(_COMPRESSORS)


def accepted_encoding(header: str, available: Collection[str] = ENCODINGS) -> str | None:
    """The encoding that `Accept-Encoding` prefers of those available; None: send the answer as it is."""
    wanted: dict[str, float] = {}
    for part in header.split(","):
        name, _, parameter = part.strip().lower().partition(";")
        wanted[name.strip()] = _quality(parameter)
    qualities = {name: wanted.get(name, wanted.get("*", 0)) for name in ENCODINGS if name in available}
    best = max(qualities, key=lambda name: qualities[name], default=None)
    return best if best and qualities[best] > 0 and qualities[best] >= wanted.get("identity", 0) else None


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1
    try:
        return float(value)
    except ValueError:
        return 0


class Representations:
    """Pure ASGI, around the routes.

    `secret`: answers hold secrets, so they are not compressed: the length of a compressed answer would tell an attacker
    whether what the request brought stands in the answer, too (BREACH).
    """

    def __init__(self, app: ASGIApp, *, secret: bool) -> None:
        self._app = app
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send, secret=self._secret)
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
        await self._app(scope, receive, answer.send)


class _Wishes(NamedTuple):
    """What the request says about the answer it wants."""

    head: bool
    safe: bool
    encoding: str | None
    etags: str

    @classmethod
    def of(cls, scope: Scope) -> "_Wishes":
        headers = dict(scope["headers"])
        return cls(
            scope["method"] == "HEAD",
            scope["method"] in ("GET", "HEAD"),
            accepted_encoding(headers.get(b"accept-encoding", b"").decode("latin-1")),
            headers.get(b"if-none-match", b"").decode("latin-1"),
        )


class _Answer:
    """Holds the start of an answer until its body is known. A body that comes in pieces passes as it is."""

    def __init__(self, scope: Scope, send: Send, *, secret: bool) -> None:
        self._scope = scope
        self._wishes = _Wishes.of(scope)
        self._send = send
        self._secret = secret
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._wishes.head:  # or the server would miss the body
                self._scope["method"] = "HEAD"
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", NO_STORE)
            self._start = message
            return
        start, self._start = self._start, None
        body = message.get("body", b"")
        if start is not None:
            if not message.get("more_body"):
                body = await self._represent(start, body)
            await self._send(start)
        if self._wishes.head:
            body = b""
        await self._send({**message, "body": body})

    async def _represent(self, start: Message, body: bytes) -> bytes:
        """The body to send; `start` is changed to fit it."""
        headers = MutableHeaders(scope=start)
        if self._secret or start["status"] != 200 or not self._wishes.safe:  # noqa: PLR2004 - OK
            return body
        if NO_STORE not in headers["cache-control"]:
            etag = headers.setdefault("etag", f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')
            if is_same(self._wishes.etags, etag):
                start["status"] = 304
                del headers["content-length"], headers["content-type"]
                headers.add_vary_header("Accept-Encoding")
                return b""
        if not headers.get("content-type", "").startswith(_KINDS) or "content-encoding" in headers:
            return body
        headers.add_vary_header("Accept-Encoding")
        if self._wishes.encoding is None or len(body) < WORTH_BYTES:
            return body
        body = await _compress(body, self._wishes.encoding)
        headers["content-encoding"] = self._wishes.encoding
        headers["content-length"] = str(len(body))
        return body


def compress(body: bytes, encoding: str) -> bytes:
    """`body` in one of `ENCODINGS`."""
    return _COMPRESSORS[encoding](body)


async def _compress(body: bytes, encoding: str) -> bytes:
    if len(body) < _IN_A_THREAD_BYTES:
        return compress(body, encoding)
    return await anyio.to_thread.run_sync(compress, body, encoding)


def is_same(if_none_match: str, etag: str) -> bool:
    """Weak comparison (RFC 9110 section 8.8.3.2)."""
    given = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return etag.removeprefix("W/") in given or given == ["*"]
