"""Bluesky's Jetstream, version 1, as a WebSocket: replay from a cursor, then what comes; filters; faults."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from simulator.feeds.content.posts import Event
from simulator.feeds.faulty_answers import faulty_answer
from simulator.feeds.local_feeds import HTTP_FAULTS, LocalFeeds
from simulator.feeds.source_list import JETSTREAM

_LOOK_SECONDS: Final = 0.1
# A replay of hours must leave the loop to the venues' trades.
_BATCH: Final = 50
_SLOW_SECONDS: Final = 2.0
_MOST_COLLECTIONS: Final = 100
_DEEP: Final = 20_000
_LARGE: Final = 3 << 20
# A client that does not answer a close frame is not waited for much longer.
_GOODBYE_SECONDS: Final = 1.0
_GOING_AWAY: Final = 1001
_INTERNAL_ERROR: Final = 1011


class _OptionError(ValueError):
    """An option of the subscription that is refused, and why."""


@dataclass(frozen=True, slots=True)
class _Options:
    """What the client asked for; empty filters let everything through. `cursor` None: from now on."""

    collections: tuple[str, ...]
    dids: frozenset[str]
    cursor: int | None

    def want(self, event: Event) -> bool:
        """Accounts and identities are sent whatever collections are wanted."""
        if self.dids and event.did not in self.dids:
            return False
        name = event.collection
        if name is None or not self.collections:
            return True
        return any(name.startswith(one[:-1]) if one.endswith(".*") else name == one for one in self.collections)


def _options(request: web.Request) -> _Options:
    collections = tuple(request.query.getall("wantedCollections", []))
    if len(collections) > _MOST_COLLECTIONS:
        raise _OptionError("too many wanted collections")
    cursor = request.query.get("cursor") or None
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal()):
        raise _OptionError("invalid cursor")
    if request.query.get("compress") == "true":
        raise _OptionError("compression is not simulated")
    dids = frozenset(request.query.getall("wantedDids", []))
    return _Options(collections, dids, None if cursor is None else int(cursor))


class JetstreamEndpoint:
    def __init__(self, feeds: LocalFeeds) -> None:
        self._feeds = feeds
        self._open: set[web.WebSocketResponse] = set()

    async def subscribe(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from handshake to close."""
        kind = self._feeds.fault(JETSTREAM)
        if kind in HTTP_FAULTS:
            return await faulty_answer(request, self._feeds, JETSTREAM, kind, b"")
        return await self._serve(request, has_faults=True)

    async def subscribe_moved(self, request: web.Request) -> web.StreamResponse:
        """Serve one at the address that the fault `moved` leads to, where there are no faults."""
        return await self._serve(request, has_faults=False)

    async def close(self) -> None:
        for socket in tuple(self._open):
            await socket.close(code=_GOING_AWAY)

    async def _serve(self, request: web.Request, *, has_faults: bool) -> web.StreamResponse:
        try:
            options = _options(request)
        except _OptionError as error:
            return web.Response(text=str(error), status=400)
        socket = web.WebSocketResponse(compress=False, timeout=_GOODBYE_SECONDS)
        await socket.prepare(request)
        self._open.add(socket)
        sender = asyncio.create_task(self._send(request, socket, options, has_faults=has_faults))
        try:
            async for _ in socket:
                pass  # a client's own messages (options, heartbeats) are not simulated
        finally:
            self._open.discard(socket)
            sender.cancel()
            with suppress(asyncio.CancelledError):
                await sender
        return socket

    async def _send(
        self, request: web.Request, socket: web.WebSocketResponse, options: _Options, *, has_faults: bool
    ) -> None:
        """Send from the cursor on, look for new events ten times a second, and end when a fault ends it."""
        position = self._feeds.now() if options.cursor is None else min(options.cursor, self._feeds.now())
        try:
            while not socket.closed:
                kind = self._feeds.fault(JETSTREAM) if has_faults else None
                if kind == "cut" and request.transport is not None:
                    request.transport.abort()
                    return
                if kind in HTTP_FAULTS:
                    await socket.close(code=_INTERNAL_ERROR)
                    return
                if kind != "silent":
                    position = await self._send_from(position, socket, options, kind)
                if not await self._feeds.pause(_LOOK_SECONDS):
                    return
        except ConnectionResetError:
            return  # the client has gone; the reading side sees it, too

    async def _send_from(
        self, position: int, socket: web.WebSocketResponse, options: _Options, kind: str | None
    ) -> int:
        """Send what there is since `position`, and return the next position."""
        now = self._feeds.now()
        if kind == "bomb":
            await socket.send_str("[" * _DEEP)
            await socket.send_str('{"kind":"commit","text":"' + "x" * _LARGE + '"}')
        for number, event in enumerate(self._feeds.timeline.between(position, now), 1):
            if number % _BATCH == 0:
                await asyncio.sleep(0)
            if not options.want(event):
                continue
            text = json.dumps(event.frame(), separators=(",", ":"))
            await socket.send_str(text[: len(text) // 2] if kind == "broken_frames" else text)
            if kind == "slow":
                await self._feeds.pause(_SLOW_SECONDS)
                return event.time_us + 1
        return now
