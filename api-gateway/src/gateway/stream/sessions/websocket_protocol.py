"""uvicorn's WebSocket protocol with a way around ASGI for frames that are already encoded.

Sending through ASGI encodes and awaits per client; the fan-out writes the same bytes to many (figures: docs/decisions).
"""

import random
import socket
from typing import Any, Final, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from gateway.stream.frames import control, frame

EXTENSION: Final = "gateway.wire"
# What the kernel may hold for a client that does not read: beyond it the client is given the newest state only.
_SEND_BUFFER: Final = 256 * 1024
_RECONNECT_WITHIN_MS: Final = (500, 3_000)


class WireProtocol(WebSocketsSansIOProtocol):
    """The application finds it in `scope["extensions"]`."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = self
            at: socket.socket = self.transport.get_extra_info("socket")
            at.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # it was refused; uvicorn would log that nobody answered

    def write_frame(self, encoded: bytes) -> None:
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(encoded)

    def backlog(self) -> int:
        return self.transport.get_write_buffer_size()

    def close(self, code: int, reason: str) -> None:
        """Close without waiting: whoever does not read will not answer a close frame either."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """Give up on a client that answers no ping, also when it takes no bytes and so no close frame."""
        super().keepalive_timeout()
        self.loop.call_later(self.close_timeout, self.transport.abort)

    def shutdown(self) -> None:
        """Tell the client when to come back before the server goes away; spread, so that not all come at once."""
        if self.handshake_complete and not self.close_sent:
            after_ms = random.randint(*_RECONNECT_WITHIN_MS)  # noqa: S311 - spreading needs no secrecy
            self.write_frame(frame(control("reconnect", after_ms=after_ms)))
        super().shutdown()


def wire_of(scope: Any) -> WireProtocol:
    """The socket of a WebSocket scope."""
    wire = scope["extensions"][EXTENSION]
    assert isinstance(wire, WireProtocol)  # noqa: S101 - the server is started with this protocol
    return wire
