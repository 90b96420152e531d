"""The one form of a request's path, by which it is routed, checked and forwarded. No I/O."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from gateway.errors import GatewayProblem

_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_AMBIGUOUS: Final = re.compile(r"[/\\\x00-\x1f\x7f]")
_DOTS: Final = frozenset((".", ".."))


def read_path(scope: Scope) -> None:
    """Give `path` and `raw_path` of a scope their one form.

    Raises:
        GatewayProblem: another reader could take the path for a different one.
    """
    normal = normal_path(scope["raw_path"].decode("latin-1"))
    if normal is None:
        raise GatewayProblem(404, "Not Found", "not_found", "There is nothing at this path: it is not in normal form")
    scope["raw_path"] = normal.encode("ascii")
    scope["path"] = unquote_to_bytes(normal).decode()


def normal_path(path: str) -> str | None:
    """A path by RFC 3986 section 6.2.2: no escape of what needs none, others in upper case.

    None for one that would mean something else after more or less decoding: with an escaped slash, backslash or control
    character, with empty segments or those of dots, with escapes that are no UTF-8.
    """
    if _STRAY_ESCAPE.search(path) or not path.isascii() or not path.startswith("/"):
        return None
    normal = _ESCAPE.sub(_unescaped, path)
    try:
        decoded = unquote_to_bytes(normal).decode()
    except UnicodeDecodeError:
        return None
    segments = decoded.split("/")
    if "" in segments[1:-1] or not _DOTS.isdisjoint(segments) or len(segments) != normal.count("/") + 1:
        return None
    return None if any(_AMBIGUOUS.search(segment) for segment in segments) else normal


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _PLAIN else found[0].upper()
