"""Refuses requests that a page of another site makes with the browser's refresh cookie (CSRF). No I/O."""

from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope

from gateway.errors import GatewayProblem

REFRESH_COOKIE: Final = b"tidemark_refresh="
_SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_ALIKE: Final = {"ws": "http", "wss": "https"}


def check_origin(scope: Scope, allowed: tuple[str, ...]) -> None:
    """Check that a request with the cookie comes from a page of ours.

    Raises:
        GatewayProblem: the request changes something, carries the cookie, and does not come from a page of ours.
    """
    if scope["method"] in _SAFE or not _carries_cookie(scope):
        return
    if not _comes_from_us(scope, allowed):
        raise GatewayProblem(403, "Forbidden", "csrf_refused", "A page of another origin may not do this")


def _comes_from_us(scope: Scope, allowed: tuple[str, ...]) -> bool:
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    if not origin:
        return headers.get(b"sec-fetch-site") == b"same-origin"
    return is_own_origin(scope, origin) or origin in allowed


def is_own_origin(scope: Scope, origin: str) -> bool:
    """Whether `origin` is the one that this request was sent to."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    scheme = _ALIKE.get(scope["scheme"], scope["scheme"])
    own = _split_origin(f"{scheme}://{host}")
    return own is not None and _split_origin(origin) == own


def _split_origin(origin: str) -> tuple[str, str, int | None] | None:
    try:
        found = urlsplit(origin)
        port = found.port
    except ValueError:
        return None
    if not found.hostname or found.path or found.query or found.username is not None:
        return None
    return found.scheme, found.hostname, port or _DEFAULT_PORTS.get(found.scheme)


def _carries_cookie(scope: Scope) -> bool:
    return any(name == b"cookie" and REFRESH_COOKIE in value for name, value in scope["headers"])
