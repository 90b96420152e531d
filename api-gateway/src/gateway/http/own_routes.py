"""What the gateway answers itself besides the documents: the time, and a request to the stream that is no handshake."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict
from shared.clock import from_us, now_us
from shared.events.values import Mode
from shared.http.representations import NO_STORE
from starlette.types import Receive, Scope, Send

from gateway.errors import GatewayProblem
from gateway.http.encoded_files import check_reading
from gateway.http.responses import MetricsRoute, send_bytes

TIME_PATH: Final = "/api/time"
STREAM_PATH: Final = "/ws"


class ServerTime(BaseModel):
    """The server's clock, so that a client can correct its own. Half of the round trip is how wrong that may be."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    time: datetime
    time_us: int
    """The same in microseconds since 1970."""
    mode: Mode


class TimeRoute:
    """GET /api/time."""

    def __init__(self, mode: Mode) -> None:
        self._mode = mode

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        scope["route"] = MetricsRoute(TIME_PATH)
        check_reading(scope)
        if scope["query_string"]:
            raise GatewayProblem(400, "Bad Request", "unknown_parameter", "This route has no parameters")
        now = now_us()
        body = ServerTime(time=from_us(now), time_us=now, mode=self._mode).model_dump_json().encode()
        headers = [(b"content-type", b"application/json"), (b"cache-control", NO_STORE.encode())]
        await send_bytes(scope, send, 200, headers, body)


async def refuse_without_handshake(scope: Scope, _receive: Receive, _send: Send) -> None:
    """Answer a plain request to the stream's path.

    Raises:
        GatewayProblem: always.
    """
    scope["route"] = MetricsRoute(STREAM_PATH)
    check_reading(scope)
    detail = "This is a WebSocket: connect with ws:// or wss://. What it says: /asyncapi.json"
    headers = {"Upgrade": "websocket", "Connection": "Upgrade"}
    raise GatewayProblem(426, "Upgrade Required", "upgrade_required", detail, headers)
