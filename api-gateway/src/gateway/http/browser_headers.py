"""Security headers for browsers, on every answer. Pure ASGI."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: Final = (
    # Of an answer that is no page. A page brings its own.
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_OVER_TLS: Final = (*_ALWAYS, (b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
_STARTS: Final = ("http.response.start", "websocket.http.response.start")
_SECURE: Final = {"http": "https", "ws": "wss"}


def security_headers(*, tls: bool) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of an answer that is no page, by whether the client uses HTTPS."""
    return _OVER_TLS if tls else _ALWAYS


class BrowserHeaders:
    """`tls`: clients come by HTTPS, whatever the socket says."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._tls = tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if self._tls:
            scope["scheme"] = _SECURE.get(scope["scheme"], scope["scheme"])
        added = security_headers(tls=scope["scheme"] in _SECURE.values())

        async def send_with_headers(message: Message) -> None:
            if message["type"] in _STARTS:
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(header for header in added if header[0] not in given),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)
