"""The open sockets of one venue: who gets which frame, written once a batch, and what faults do to connections."""

import asyncio
import itertools
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from simulator.connections.faults import Fault, Faults, Item
from simulator.connections.frames import close_frame, ping_frame, text_frame

log = logging.getLogger(__name__)

# A client that is this far behind is cut off, as venues do.
_TOO_SLOW = 64 << 20
_FULL = 1 << 20
_GOING_AWAY = 1012
_SHUTDOWN_SECONDS = 2.0
_ids = itertools.count(1)


class Session(Protocol):
    """A venue's side of one connection."""

    def on_open(self) -> None: ...

    def on_text(self, text: str) -> None: ...

    def on_second(self, now: float) -> None: ...


class Client:
    """One connection. `keys` are its subscriptions; `wrapped` puts Binance's stream envelope around payloads."""

    def __init__(self, transport: asyncio.Transport, hub: "Hub") -> None:
        self.id = next(_ids)
        self._transport = transport
        self._hub = hub
        self.keys: set[str] = set()
        self.wrapped = False
        self.subscribed = False
        # `last_pong` is also the time from which a client that says nothing is given up.
        self.opened = self.last_sent = self.last_pong = time.monotonic()
        self.closing = False
        self._postponed: list[str] = []

    @property
    def is_full(self) -> bool:
        return not self.closing and self._transport.get_write_buffer_size() > _FULL

    def write(self, data: bytes) -> None:
        """Frames that are ready; nothing at all leaves a frozen venue."""
        if self.closing or not data or self._hub.frozen or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > _TOO_SLOW:
            log.warning("client is too slow, cutting it", extra={"venue": self._hub.venue, "client": self.id})
            self.abort()
            return
        self._transport.write(data)
        self.last_sent = time.monotonic()

    def send(self, payload: bytes) -> None:
        """One message to this client only."""
        self.write(text_frame(payload))

    def ping(self, payload: bytes) -> None:
        self.write(ping_frame(payload))

    def postpone(self, text: str) -> bool:
        """A frozen venue hears nothing before it thaws; True when the message waits until then."""
        if self._hub.frozen:
            self._postponed.append(text)
        return self._hub.frozen

    def postponed(self) -> list[str]:
        """What a venue that has thawed finds."""
        found, self._postponed = self._postponed, []
        return found

    def excuse(self, now: float) -> None:
        """It could not have answered: its deadlines start again."""
        self.last_pong = now

    def close(self, code: int, reason: str, after: float = 1.0) -> None:
        """Say good-bye, and end the connection shortly after whatever the client does."""
        self.write(close_frame(code, reason))
        self.closing = True
        asyncio.get_running_loop().call_later(after, self.abort)

    def abort(self) -> None:
        """Cut it without a word."""
        self.closing = True
        self._transport.abort()


class Hub:
    """Everything that is sent at one venue goes through here."""

    def __init__(self, venue: str, seed: int) -> None:
        self.venue = venue
        self.clients: dict[Client, Session] = {}
        self.faults = Faults(seed, time.monotonic)
        self.frames_sent = 0
        self.on_subscribed: Callable[[], None] = lambda: None
        self.going_away: Callable[[Client], None] = lambda _client: None

    @property
    def frozen(self) -> bool:
        return self.faults.has("freeze")

    @property
    def is_full(self) -> bool:
        """Some subscriber does not keep up."""
        return any(client.subscribed and client.is_full for client in self.clients) and not self.frozen

    def wants(self, key: str) -> bool:
        return any(key in client.keys for client in self.clients)

    def mark_subscribed(self, client: Client) -> None:
        """After its acknowledgement: the tape may start; under `drop` this is as far as it gets."""
        client.subscribed = True
        self.on_subscribed()
        if self.faults.has("drop"):
            client.abort()

    def publish(self, items: list[Item]) -> None:
        """Send to each client what it subscribed to, in one write."""
        self._emit(self.faults.disturb(items))

    def _emit(self, items: list[Item]) -> None:
        if not items:
            return
        self.frames_sent += len(items)
        plain: list[bytes] = []
        wrapped: list[bytes] = []
        for client in tuple(self.clients):
            if client.wrapped and not wrapped:
                wrapped = [text_frame(_wrap(item)) for item in items]
            elif not client.wrapped and not plain:
                plain = [text_frame(item.payload) for item in items]
            frames = wrapped if client.wrapped else plain
            client.write(b"".join(_chosen(client, items, frames)))

    def write_garbage(self, frames: Iterator[bytes], count: int) -> None:
        """Hostile frames to every subscriber."""
        data = b"".join(itertools.islice(frames, count))
        for client in tuple(self.clients):
            if client.subscribed:
                client.write(data)

    def apply(self, fault: Fault) -> None:
        """Put a fault into force and do at once what it does to open connections."""
        self.faults.add(fault)
        log.info("fault begins", extra={"venue": self.venue, "fault": fault.kind, "fault_id": fault.id})
        for client in tuple(self.clients):
            if fault.kind in {"drop", "refuse"}:
                client.abort()
            elif fault.kind in {"http_451", "http_429"}:
                client.close(1008, "")
            elif fault.kind == "shutdown":
                self._shut_down(client)

    def _shut_down(self, client: Client) -> None:
        self.going_away(client)
        loop = asyncio.get_running_loop()
        loop.call_later(_SHUTDOWN_SECONDS, lambda: client.close(_GOING_AWAY, "Service Restart", 0.5))

    def on_second(self, now: float) -> None:
        """Heartbeats, pings, ages; a frozen venue forgets about them."""
        self._emit(self.faults.release())
        for client, session in tuple(self.clients.items()):
            if self.frozen:
                client.excuse(now)
                continue
            for text in client.postponed():
                session.on_text(text)
            if not client.closing:
                session.on_second(now)


def _wrap(item: Item) -> bytes:
    if item.key is None:
        return item.payload
    return b'{"stream":"%s","data":%s}' % (item.key.encode(), item.payload)


def _chosen(client: Client, items: list[Item], frames: list[bytes]) -> Iterable[bytes]:
    for item, frame in zip(items, frames, strict=True):
        if client.subscribed if item.key is None else item.key in client.keys:
            yield frame
