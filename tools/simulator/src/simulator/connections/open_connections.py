"""The open sockets of one venue: each client gets what it subscribed to, one write a batch; faults cut it."""

import asyncio
import itertools
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from simulator.connections.faults import Fault, Faults, OutgoingMessage
from simulator.connections.frames import close_frame, ping_frame, text_frame

log = logging.getLogger(__name__)

# A client that is this far behind is cut off, as venues do.
_CUT_OFF_BYTES = 64 << 20
_FULL_BYTES = 1 << 20
_GOING_AWAY = 1012
_SHUTDOWN_SECONDS = 2.0
_ids = itertools.count(1)


class VenueSession(Protocol):
    """A venue's side of one connection."""

    def on_open(self) -> None: ...

    def on_text(self, text: str) -> None: ...

    def on_second(self, now: float) -> None: ...

    def count_message(self) -> None:
        """Count a message of the client, of any kind, against the venue's limit."""


class ClientConnection:
    """One connection. `keys` are its subscriptions; `wrapped` puts Binance's stream envelope around payloads."""

    def __init__(self, transport: asyncio.Transport, connections: "OpenConnections") -> None:
        self.id = next(_ids)
        self._transport = transport
        self._connections = connections
        self.keys: set[str] = set()
        self.wrapped = False
        self.subscribed = False
        # Deadlines for the first subscription and for a pong count from `last_pong`.
        self.opened = self.last_sent = self.last_pong = time.monotonic()
        self.closing = False
        self._kept_messages: list[str] = []

    @property
    def is_full(self) -> bool:
        return not self.closing and self._transport.get_write_buffer_size() > _FULL_BYTES

    def write(self, data: bytes) -> None:
        """Send encoded frames; dropped while the venue is frozen."""
        if self.closing or not data or self._connections.frozen or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > _CUT_OFF_BYTES:
            log.warning(
                "client is too slow, cutting its connection",
                extra={"venue": self._connections.venue, "client": self.id},
            )
            self.abort()
            return
        self._transport.write(data)
        self.last_sent = time.monotonic()

    def send(self, payload: bytes) -> None:
        """One message to this client only."""
        self.write(text_frame(payload))

    def ping(self, payload: bytes) -> None:
        self.write(ping_frame(payload))

    def keep_until_thaw(self, text: str) -> bool:
        """True when the venue is frozen: the message is kept, and handled when the fault has ended."""
        if self._connections.frozen:
            self._kept_messages.append(text)
        return self._connections.frozen

    def take_kept_messages(self) -> list[str]:
        """The messages that came while the venue was frozen, oldest first; they are returned once."""
        found, self._kept_messages = self._kept_messages, []
        return found

    def restart_deadlines(self, now: float) -> None:
        """Start the client's deadlines again: during a freeze it had nothing to answer."""
        self.last_pong = now

    def close(self, code: int, reason: str, after: float = 1.0) -> None:
        """Send a close frame, and cut the connection after `after` seconds even if the client does not answer it."""
        self.write(close_frame(code, reason))
        self.closing = True
        asyncio.get_running_loop().call_later(after, self.abort)

    def abort(self) -> None:
        """Cut the connection without a close frame."""
        self.closing = True
        self._transport.abort()


class OpenConnections:
    """The connections of one venue; all messages of the venue are sent through it."""

    def __init__(self, venue: str, seed: int) -> None:
        self.venue = venue
        self.clients: dict[ClientConnection, VenueSession] = {}
        self.faults = Faults(seed, time.monotonic)
        self.frames_sent = 0
        self.on_subscribed: Callable[[], None] = lambda: None
        self.announce_shutdown: Callable[[ClientConnection], None] = lambda _client: None

    @property
    def frozen(self) -> bool:
        return self.faults.has("freeze")

    @property
    def is_full(self) -> bool:
        """True when some subscriber's write buffer is over its limit."""
        return any(client.subscribed and client.is_full for client in self.clients) and not self.frozen

    def has_subscriber(self, key: str) -> bool:
        return any(key in client.keys for client in self.clients)

    def mark_subscribed(self, client: ClientConnection) -> None:
        """Called after the acknowledgement: a capture may start to play; under `drop` the connection is cut."""
        client.subscribed = True
        self.on_subscribed()
        if self.faults.has("drop"):
            client.abort()

    def publish(self, items: list[OutgoingMessage]) -> None:
        """Send to each client what it subscribed to, in one write."""
        self._emit(self.faults.apply_to(items))

    def _emit(self, items: list[OutgoingMessage]) -> None:
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
        """Activate a fault and apply it to the connections that are open."""
        self.faults.add(fault)
        log.info("fault begins", extra={"venue": self.venue, "fault": fault.kind, "fault_id": fault.id})
        for client in tuple(self.clients):
            if fault.kind in {"drop", "refuse", "refuse_symbol"}:
                client.abort()
            elif fault.kind in {"http_451", "http_429"}:
                client.close(1008, "")
            elif fault.kind == "shutdown":
                self._shut_down(client)

    def _shut_down(self, client: ClientConnection) -> None:
        self.announce_shutdown(client)
        loop = asyncio.get_running_loop()
        loop.call_later(_SHUTDOWN_SECONDS, lambda: client.close(_GOING_AWAY, "Service Restart", 0.5))

    def on_second(self, now: float) -> None:
        """Let each session send heartbeats and check its deadlines; a frozen venue does neither."""
        self._emit(self.faults.take_held_back())
        for client, session in tuple(self.clients.items()):
            if self.frozen:
                client.restart_deadlines(now)
                continue
            for text in client.take_kept_messages():
                session.on_text(text)
            if not client.closing:
                session.on_second(now)


def _wrap(item: OutgoingMessage) -> bytes:
    if item.key is None:
        return item.payload
    return b'{"stream":"%s","data":%s}' % (item.key.encode(), item.payload)


def _chosen(client: ClientConnection, items: list[OutgoingMessage], frames: list[bytes]) -> Iterable[bytes]:
    for item, frame in zip(items, frames, strict=True):
        if client.subscribed if item.key is None else item.key in client.keys:
            yield frame
