"""One WebSocket connection to a venue: every frame goes straight to a callback, on the loop, as bytes."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from picows import WSFrame, WSHandshakeError, WSListener, WSMsgType, WSTransport, ws_connect

from market_data.venues.rest import refusal
from market_data.venues.types import VenueAwayError

_LARGEST_FRAME: Final = 16 * 1024 * 1024
_OPENED_WITHIN: Final = 10.0
# picows logs a line per connection, which our own lines repeat.
_QUIET: Final = logging.getLogger("picows.quiet")
_QUIET.setLevel(logging.WARNING)
_DATA: Final = (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION)


class VenueSocket(WSListener):
    """`on_frame` gets the payload of each data frame, `on_control_frame` is called for pings and pongs."""

    def __init__(self, on_frame: Callable[[bytes], None], on_control_frame: Callable[[], None]) -> None:
        super().__init__()
        self._on_frame = on_frame
        self._on_control_frame = on_control_frame
        self._fragments = b""
        self.closed = asyncio.Event()
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind in _DATA:
            if frame.fin and not self._fragments:
                self._on_frame(frame.get_payload_as_bytes())
            else:
                self._join(frame)
        elif kind == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        else:
            self._on_control_frame()

    def _join(self, frame: WSFrame) -> None:
        self._fragments += frame.get_payload_as_bytes()
        if frame.fin or len(self._fragments) > _LARGEST_FRAME:
            whole, self._fragments = self._fragments, b""
            self._on_frame(whole)

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        self.closed.set()

    def send(self, text: bytes) -> None:
        if self.transport is not None and not self.closed.is_set():
            self.transport.send(WSMsgType.TEXT, text)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.disconnect(graceful=False)


async def open_socket(url: str, on_frame: Callable[[bytes], None], on_control_frame: Callable[[], None]) -> VenueSocket:
    """Connect and shake hands within 5 s.

    Raises:
        GeoBlockedError: 451. RateLimitedError: 429 or 418. VenueAwayError: it could not be opened otherwise.
    """
    try:
        async with asyncio.timeout(_OPENED_WITHIN):
            _, socket = await ws_connect(
                lambda: VenueSocket(on_frame, on_control_frame),
                url,
                websocket_handshake_timeout=5,
                max_frame_size=_LARGEST_FRAME,
                max_redirects=0,
                logger_name=_QUIET,
            )
    except WSHandshakeError as error:
        raise _refusal(error) from error
    except (OSError, TimeoutError) as error:
        raise VenueAwayError(f"the socket could not be opened: {error!r}") from error
    assert isinstance(socket, VenueSocket)  # noqa: S101 - the factory makes nothing else
    return socket


def _refusal(error: WSHandshakeError) -> VenueAwayError:
    failed = VenueAwayError(f"the handshake failed: {error}")
    if error.response is None:
        return failed
    return refusal(int(error.response.status), error.response.headers.get("Retry-After")) or failed
