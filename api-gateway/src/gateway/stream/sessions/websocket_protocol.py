"""uvicorn's WebSocket protocol, which can also write frames that are already encoded, past ASGI.

Sending through ASGI encodes and awaits per client; the fan-out writes the same bytes to many (figures: docs/decisions).
"""

import random
import socket
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from gateway.stream.frames import control, frame

_EXTENSION: Final = "gateway.socket"
# Bytes that the kernel may hold for a client that does not read. What comes after counts as backlog.
_SEND_BUFFER: Final = 256 * 1024
_RECONNECT_WITHIN_MS: Final = (500, 3_000)


class DirectFrameProtocol(WebSocketsSansIOProtocol):
    """One connection. `socket_of` finds it in the ASGI scope."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, object]", self.scope["extensions"])[_EXTENSION] = self
            at: socket.socket = self.transport.get_extra_info("socket")
            at.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # the handshake was refused; uvicorn would log that it was not answered

    def write_frame(self, encoded: bytes) -> None:
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(encoded)

    def backlog(self) -> int:
        return self.transport.get_write_buffer_size()

    def close(self, code: int, reason: str) -> None:
        """Close without waiting for an answer: a client that does not read does not answer a close frame either."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """Drop a client that answers no ping, also when it reads nothing and so gets no close frame."""
        super().keepalive_timeout()
        self.loop.call_later(self.close_timeout, self.transport.abort)

    def shutdown(self) -> None:
        """Before closing, send each client another random time to come back after, so that not all come at once."""
        if self.handshake_complete and not self.close_sent:
            after_ms = random.randint(*_RECONNECT_WITHIN_MS)  # noqa: S311 - spreading needs no secrecy
            self.write_frame(frame(control("reconnect", after_ms=after_ms)))
        super().shutdown()


def socket_of(scope: Any) -> DirectFrameProtocol:
    """The socket of a WebSocket scope."""
    found = scope["extensions"][_EXTENSION]
    assert isinstance(found, DirectFrameProtocol)  # noqa: S101 - the server is started with this protocol
    return found
