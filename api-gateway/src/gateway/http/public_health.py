"""`/health/live` and `/health/ready` as clients may see them: yes or no, without what is inside. Pure ASGI."""

from typing import Final

from shared.http.health import Health
from starlette.types import Receive, Scope, Send

from gateway.http.encoded_files import check_reading
from gateway.http.responses import MetricsRoute, send_bytes

_LIVE: Final = "/health/live"
_READY: Final = "/health/ready"
_HEADERS: Final = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))


class PublicHealth:
    """Answers the paths in `paths`. Which dependency is away stands at the internal port."""

    paths = (_LIVE, _READY)

    def __init__(self, health: Health) -> None:
        self._health = health

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        check_reading(scope)
        scope["route"] = MetricsRoute(scope["path"])
        if scope["path"] == _LIVE:
            status, body = 200, b'{"status":"live"}'
        elif self._health.ready:
            status, body = 200, b'{"ready":true}'
        else:
            status, body = 503, b'{"ready":false}'
        await send_bytes(scope, send, status, _HEADERS, body)
