"""The dashboard's built files. Files under `/assets` never change; every route of the dashboard gets `index.html`."""

import mimetypes
from pathlib import Path
from typing import Final

import anyio.to_thread
from shared.events.values import Mode
from starlette.types import Receive, Scope, Send

from gateway.errors import GatewayProblem
from gateway.http.encoded_files import (
    EncodedFile,
    Encodings,
    Headers,
    check_reading,
    in_all_encodings,
    send_file,
)
from gateway.http.responses import MetricsRoute

_COMPRESSIBLE: Final = (".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest")
# First parts of paths that programs use, in any case: a wrong path below one is an error, and never the dashboard.
_NO_PAGES: Final = frozenset(
    ("api", "assets", "asyncapi.json", "docs", "health", "internal", "metrics", "openapi.json", "ws", ".well-known")
)
_INDEX: Final = "/index.html"
_ENDINGS: Final = {"br": ".br", "gzip": ".gz"}
_POLICY: Final = (
    b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    b"connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'"
)


class StaticPages:
    """Holds the files in memory and reads them again when `index.html` changes.

    Each page says the mode of the data in `Server-Timing`, the one header of a page that its scripts can read: so the
    first paint has the banner.
    """

    def __init__(self, folder: Path, mode: Mode) -> None:
        self._folder = folder
        self._mode = mode
        self._files: dict[str, Encodings] = {}
        self._built_at = 0

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer a GET or HEAD for a page or a file.

        Raises:
            GatewayProblem: the dashboard is not built, or there is no such file.
        """
        path = scope["path"]
        scope["route"] = MetricsRoute("/assets" if path.startswith("/assets/") else "/")
        check_reading(scope)
        await self._refresh()
        encodings = self._files.get(path) or self._files.get(self._page(path))
        if encodings is None:
            raise GatewayProblem(404, "Not Found", "not_found", f"There is nothing at {path}")
        await send_file(scope, send, encodings)

    def _page(self, path: str) -> str:
        """The page of a route of the dashboard; "" for a file, which has an ending, and for what is no page's path."""
        no_page = path[1:].partition("/")[0].lower() in _NO_PAGES
        return "" if no_page or "." in path.rsplit("/", 1)[-1] else _INDEX

    async def _refresh(self) -> None:
        try:
            built_at = (self._folder / "index.html").stat().st_mtime_ns
        except OSError:
            self._files, self._built_at = {}, 0
            raise GatewayProblem(
                503, "Service Unavailable", "dashboard_not_built", "The dashboard is not built yet: run `make up`"
            ) from None
        if built_at != self._built_at:
            self._files = await anyio.to_thread.run_sync(self._read)
            self._built_at = built_at

    def _read(self) -> dict[str, Encodings]:
        files: dict[str, Encodings] = {}
        for at in sorted(self._folder.rglob("*")):
            if not at.is_file() or at.suffix in _ENDINGS.values():
                continue
            path = "/" + at.relative_to(self._folder).as_posix()
            files[path] = self._encodings(at, self._headers(path))
        return files

    def _headers(self, path: str) -> Headers:
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind in ("application/json", "text/javascript", "application/javascript")
        mode = [(b"server-timing", f'data-mode;desc="{self._mode}"'.encode())] if path == _INDEX else []
        return [
            (b"content-type", (f"{kind}; charset=utf-8" if text else kind).encode()),
            (b"cache-control", _cache(path)),
            (b"content-security-policy", _POLICY),
            *mode,
        ]

    def _encodings(self, at: Path, headers: Headers) -> Encodings:
        """A file, as it was compressed when it was built; a text that was not is compressed now."""
        data = at.read_bytes()
        made = (
            in_all_encodings(data, headers) if at.suffix in _COMPRESSIBLE else {"": EncodedFile.of(data, "", headers)}
        )
        built = {name: at.with_name(at.name + ending) for name, ending in _ENDINGS.items()}
        return made | {
            name: EncodedFile.of(path.read_bytes(), name, headers) for name, path in built.items() if path.is_file()
        }


def _cache(path: str) -> bytes:
    return b"public, max-age=31536000, immutable" if path.startswith("/assets/") else b"no-cache"
