"""What the gateway relies on in uvicorn without being promised it. A failure says what uvicorn has changed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

POST = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
HTTP_CALLBACKS = (
    "connection_made",
    "connection_lost",
    "data_received",
    "pause_writing",
    "resume_writing",
    "on_message_begin",
    "on_headers_complete",
    "on_body",
    "on_message_complete",
    "handle_websocket_upgrade",
    "send_400_response",
)
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class RecordingTransport(asyncio.Transport):
    """A connection without a network: holds what was written to it."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Accept a WebSocket; of a request, read the body and then answer."""
    message = await receive()
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await receive()
        return
    while message.get("more_body"):
        message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"", "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def state() -> AsyncIterator[ServerState]:
    state = ServerState()
    yield state
    for task in tuple(state.tasks):
        task.cancel()
    await asyncio.gather(*state.tasks, return_exceptions=True)


async def run_tasks(protocol: Any) -> None:
    """Let the application run until it waits for something that only the test gives it."""
    assert protocol.tasks, "uvicorn no longer runs the application in a task of ServerState.tasks"
    for _ in range(20):
        await asyncio.sleep(0)


def require(found: object, names: str, reason: str) -> None:
    missing = [name for name in names.split() if not hasattr(found, name)]
    assert not missing, f"{type(found).__name__} no longer has {missing}: {reason}"


def config() -> Config:
    config = Config(application, log_config=None, lifespan="off", ws_per_message_deflate=False)
    config.load()
    return config


async def test_uvicorns_http_protocol_shows_how_far_a_request_and_its_answer_are(state: ServerState) -> None:
    protocol, transport = HttpToolsProtocol(config(), state, {}), RecordingTransport()
    protocol.connection_made(transport)
    require(
        protocol, "client connections transport loop cycle", "LimitedProtocol counts and refuses connections by them"
    )
    assert protocol in protocol.connections, "`connections` no longer holds the open ones, which LimitedProtocol counts"

    protocol.data_received(POST)
    require(protocol, "scope url headers", "LimitedProtocol measures the head by them")
    require(
        protocol.cycle,
        "more_body response_started response_complete disconnected message_event",
        "LimitedProtocol decides by them whether it may still answer, and wakes the application when it has refused",
    )
    cycle = protocol.cycle
    assert (cycle.more_body, cycle.response_started, cycle.response_complete) == (True, False, False)
    protocol.data_received(b"12345")
    assert not cycle.more_body, "`more_body` no longer turns false with the last byte of the body"
    await run_tasks(protocol)
    assert (cycle.response_started, cycle.response_complete) == (True, True), "an answer no longer sets these flags"
    protocol.connection_lost(None)


@pytest.mark.parametrize("name", HTTP_CALLBACKS)
def test_uvicorns_http_protocol_calls_what_the_gateway_overrides(name: str) -> None:
    assert hasattr(HttpToolsProtocol, name), f"uvicorn no longer calls {name}, where LimitedProtocol checks its limits"


async def test_uvicorns_websocket_protocol_can_be_written_past_and_closed_by_its_fields(state: ServerState) -> None:
    protocol, transport = WebSocketsSansIOProtocol(config(), state, {}), RecordingTransport()
    protocol.connection_made(transport)
    protocol.data_received(UPGRADE)
    require(
        protocol,
        "scope transport loop queue conn close_sent close_timer close_timeout handshake_complete",
        "DirectFrameProtocol writes frames itself and closes without waiting, and says so in these fields",
    )
    assert "extensions" in protocol.scope, "the scope has no extensions to hand the socket over in"
    await run_tasks(protocol)
    assert protocol.handshake_complete, "`handshake_complete` is no longer set by accepting"
    assert not protocol.close_sent, "`close_sent` is set before anything was closed"

    before = len(transport.written)
    protocol.conn.send_close(1000, "")
    frame = b"".join(protocol.conn.data_to_send())
    assert frame == b"\x88\x02\x03\xe8", "`conn` no longer makes the close frame (websockets' sans-I/O protocol)"
    assert len(transport.written) == before, "`conn` writes by itself; DirectFrameProtocol would send the frame twice"


@pytest.mark.parametrize("name", ["handle_connect", "send", "keepalive_timeout", "shutdown"])
def test_uvicorns_websocket_protocol_calls_what_the_gateway_overrides(name: str) -> None:
    assert hasattr(WebSocketsSansIOProtocol, name), f"uvicorn no longer calls {name}, which DirectFrameProtocol extends"


@pytest.mark.parametrize(
    ("address", "trusted"),
    [("10.1.2.3", True), ("192.0.2.1", True), ("192.0.2.2", False), ("unknown", False)],
)
def test_uvicorns_trusted_proxies_are_addresses_and_networks(address: str, trusted: bool) -> None:
    found = _TrustedHosts(["10.0.0.0/8", "192.0.2.1"])

    assert (address in found) is trusted, "LimitedProtocol and uvicorn's proxy headers would trust different proxies"
