"""uvicorn's WebSocket protocol, which can also write frames that are already encoded, past ASGI.

Sending through ASGI encodes and awaits per client; the fan-out writes the same bytes to many (figures: docs/decisions).
"""

import logging
import random
import socket
from collections.abc import Callable
from typing import Any, ClassVar, Final, Protocol, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol
from websockets.typing import StatusLike

from gateway.stream.close_codes import CloseCode
from gateway.stream.frames import control, frame

_EXTENSION: Final = "gateway.socket"
# Bytes that the kernel may hold for a client that does not read. What comes after counts as backlog.
_SEND_BUFFER: Final = 256 * 1024
_RECONNECT_WITHIN_MS: Final = (500, 3_000)
# Bytes that are parsed before others have their turn: at worst some hundred frames.
_PARSED_AT_ONCE: Final = 4 * 1024


class RefusedHandshake(Protocol):
    """An answer to a request that opens no stream."""

    @property
    def status(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def body(self) -> bytes: ...


Refuse = Callable[[int, str, str, Request], RefusedHandshake]
"""Makes that answer from a status, a code, the reason in words and the request."""
_CODES: Final = {405: "method_not_allowed", 426: "upgrade_required", 500: "internal_error"}


class _Handshake(ServerProtocol):
    """The library's side of a connection; what it refuses is answered as a problem."""

    refuse: Refuse
    _request: Request

    def accept(self, request: Request) -> Response:
        self._request = request
        return super().accept(request)

    def reject(self, status: StatusLike, text: str) -> Response:
        answer = self.refuse(int(status), _CODES.get(int(status), "bad_request"), text.strip(), self._request)
        return Response(answer.status, answer.title, Headers(answer.headers), answer.body)


class DirectFrameProtocol(WebSocketsSansIOProtocol):
    """One connection. `socket_of` finds it in the ASGI scope."""

    refuse: ClassVar[Refuse]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        handshake = _Handshake(max_size=self.config.ws_max_size, logger=logging.getLogger("uvicorn.error"))
        handshake.refuse = type(self).refuse
        self.conn = handshake
        self._unread = b""
        self._feeding = False

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, object]", self.scope["extensions"])[_EXTENSION] = self
            at: socket.socket = self.transport.get_extra_info("socket")
            at.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        if not self._feeding:
            self._feed()

    def _feed(self) -> None:
        """Parse the next part of what was received."""
        self._feeding = False
        part, self._unread = self._unread[:_PARSED_AT_ONCE], self._unread[_PARSED_AT_ONCE:]
        super().data_received(part)
        self._go_on()

    def _go_on(self) -> None:
        """Parse the rest, or receive more, once the messages so far have been taken."""
        if self._feeding or not self.queue.empty() or self.transport.is_closing():
            return
        if self._unread:
            if not self.read_paused:
                self.read_paused = True
                self.transport.pause_reading()
            self._feeding = True
            self.loop.call_soon(self._feed)
        elif self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    async def receive(self) -> Any:
        message = await self.queue.get()
        self._go_on()
        return message

    def send_receive_event_to_app(self) -> None:
        """Text that is no UTF-8 ends the connection, as RFC 6455 section 8.1 asks; uvicorn would log a traceback."""
        try:
            if self.curr_msg_data_type == "text":
                b"".join(self.frames).decode()
        except UnicodeDecodeError:
            self.close(CloseCode.NO_UTF8, "text must be UTF-8")
            return
        super().send_receive_event_to_app()

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # the handshake was refused; uvicorn would log that it was not answered

    def write_frame(self, encoded: bytes) -> None:
        if not self.is_gone:
            self.transport.write(encoded)

    @property
    def is_gone(self) -> bool:
        return self.close_sent or self.disconnected or self.transport.is_closing()

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


def direct_frame_protocol(refuse: Refuse) -> type[DirectFrameProtocol]:
    """The protocol of one server, which answers by `refuse` what opens no stream."""

    class ServerSide(DirectFrameProtocol):
        pass

    ServerSide.refuse = staticmethod(refuse)
    return ServerSide


def socket_of(scope: Any) -> DirectFrameProtocol:
    """The socket of a WebSocket scope."""
    found = scope["extensions"][_EXTENSION]
    assert isinstance(found, DirectFrameProtocol)  # noqa: S101 - the server is started with this protocol
    return found
