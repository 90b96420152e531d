"""Bluesky's Jetstream over one WebSocket: batches of what speaks of crypto, each with the place that it leads to."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Final

import httpx
from shared.http.outgoing.target import RefusedTargetError, Targets
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from sentiment.sources.bluesky.batch import Batch
from sentiment.sources.bluesky.crypto_words import mentions_crypto
from sentiment.sources.bluesky.events import POSTS, EventReader
from sentiment.sources.bluesky.place import Place
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.metrics import on_unreadable
from sentiment.sources.source import Fetch, Position, SourceError
from sentiment.sources.web.answer import Answer, require_ok

_OPENED_WITHIN: Final = 10.0
_CLOSED_WITHIN: Final = 1.0
_STALE_AFTER: Final = 60.0
"""The whole network is never silent for so long."""
_HANDED_ON_EVERY: Final = 1.0
_PINGED_EVERY: Final = 20.0
_MOST_ADDRESSES: Final = 3
_LARGEST_FRAME: Final = 4 * 1024 * 1024
_MOST_FRAMES: Final = 256
"""Waiting to be read. Then the socket is not read either: the host waits, or cuts us off, and we go on from there."""
_HTTP: Final = {"ws": "http", "wss": "https"}
_PORTS: Final = {"ws": 80, "wss": 443}


class Jetstream:
    """`mentions`: which posts are handed on, by their text."""

    def __init__(
        self,
        definition: SourceDefinition,
        targets: Targets,
        now: Callable[[], datetime],
        *,
        mentions: Callable[[str], bool] = mentions_crypto,
        stale_after: float = _STALE_AFTER,
        handed_on_every: float = _HANDED_ON_EVERY,
    ) -> None:
        self._name = definition.name
        self._url = httpx.URL(definition.url)
        self._targets = targets
        self._now = now
        self._since = definition.since
        self._reader = EventReader(definition.name, definition.kind_of_document, mentions)
        self._stale_after = stale_after
        self._handed_on_every = handed_on_every

    async def stream(self, position: Position) -> AsyncGenerator[Fetch, None]:
        """Connect, go on from `position`, and give what comes until the connection ends.

        Raises:
            SourceError: it could not be opened, it ended, or it is silent.
        """
        place = Place.of(position, self._url.netloc.decode(), self._since)
        socket = await self._open(place)
        try:
            yield Fetch((), place.position())
            batch = Batch(place, self._reader)
            error: SourceError | None = None
            while error is None:
                error = await self._fill(batch, socket)
                fetch = batch.take()
                if fetch is not None:
                    yield fetch
            raise error
        finally:
            await socket.close()

    async def _fill(self, batch: Batch, socket: ClientConnection) -> SourceError | None:
        """Read for a second, or longer while nothing comes; returns the error that ends the connection."""
        loop = asyncio.get_running_loop()
        before, begun = batch.unreadable, loop.time()
        until = begun + self._handed_on_every
        frames = 0
        try:
            while not batch.is_full and loop.time() < until:
                # Without a frame there is nothing to hand on: wait as long as the socket may be silent.
                async with asyncio.timeout_at(until if frames else begun + self._stale_after):
                    data = await socket.recv(decode=False)
                batch.add(data, self._now())
                frames += 1
        except TimeoutError:
            return None if frames else SourceError(f"silent for {self._stale_after:g} s")
        except ConnectionClosed as error:
            return _closed(error)
        except SourceError as error:
            return error
        finally:
            on_unreadable(self._name, batch.unreadable - before)
        return None

    async def _open(self, place: Place) -> ClientConnection:
        """Open the socket at one of the addresses that were checked."""
        try:
            target = await self._targets.find(self._url.copy_with(scheme=_HTTP[self._url.scheme]))
        except RefusedTargetError as error:
            raise SourceError(str(error)) from None
        *others, last = target.addresses[:_MOST_ADDRESSES]
        url = self._asked(place)
        for address in others:
            try:
                return await self._open_at(address, url)
            except OSError:
                continue
        try:
            return await self._open_at(last, url)
        except OSError as error:
            raise SourceError(_reason(error)) from None

    def _asked(self, place: Place) -> httpx.URL:
        cursor = place.cursor()
        parameters = {"wantedCollections": POSTS} | ({} if cursor is None else {"cursor": str(cursor)})
        return self._url.copy_merge_params(parameters)

    async def _open_at(self, address: str, url: httpx.URL) -> ClientConnection:
        """The address is connected; the name goes into `Host`, and into TLS.

        Raises:
            OSError: nobody listens there. SourceError: whoever does refuses, or speaks otherwise.
        """
        try:
            return await connect(
                str(url),
                host=address,
                port=url.port or _PORTS[url.scheme],
                proxy=None,
                user_agent_header="Tidemark-Sentiment/1",
                open_timeout=_OPENED_WITHIN,
                close_timeout=_CLOSED_WITHIN,
                ping_interval=_PINGED_EVERY,
                ping_timeout=None,  # frames show that it lives; while we store, nobody reads pongs
                max_size=_LARGEST_FRAME,
                max_queue=_MOST_FRAMES,
            )
        except InvalidStatus as error:
            raise self._refusal(error) from None
        except (WebSocketException, ValueError):  # the latter: a redirect to another host
            raise SourceError("unreadable: no WebSocket, or moved to another host") from None

    def _refusal(self, error: InvalidStatus) -> SourceError:
        headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
        try:
            require_ok(Answer(error.response.status_code, headers, b"", str(self._url)), self._now())
        except SourceError as refusal:
            return refusal
        return SourceError("unreadable: no WebSocket")


def _closed(error: ConnectionClosed) -> SourceError:
    code = f" (code {error.rcvd.code})" if error.rcvd is not None else ""
    return SourceError(f"the connection was closed{code}")


def _reason(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {_OPENED_WITHIN:g} s"
    is_certificate = isinstance(error, ssl.SSLCertVerificationError)
    return "its certificate is not valid for its name" if is_certificate else "no connection"
