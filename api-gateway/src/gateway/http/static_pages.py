"""The dashboard's built files. Files under `/assets` never change; every route of the dashboard gets `index.html`."""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Final, NamedTuple

import anyio.to_thread
from starlette.types import Receive, Scope, Send

from gateway.errors import GatewayProblem
from gateway.http.responses import MetricsRoute, send_bytes

_COMPRESSIBLE: Final = (".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest")
_COMPRESS_ABOVE: Final = 1_024  # bytes

Headers = list[tuple[bytes, bytes]]

_INDEX: Final = "/index.html"
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_POLICY: Final = (
    b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    b"connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'"
)


class EncodedFile(NamedTuple):
    """A file in one encoding."""

    data: bytes
    headers: Headers
    etag: bytes


class StaticPages:
    """Holds the files in memory and reads them again when `index.html` changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, dict[str, EncodedFile]] = {}
        self._built_at = 0

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer a GET or HEAD for a page or a file.

        Raises:
            GatewayProblem: the dashboard is not built, or there is no such file.
        """
        if scope["method"] not in ("GET", "HEAD"):
            raise GatewayProblem(405, "Method Not Allowed", "method_not_allowed", "Read only", {"Allow": "GET, HEAD"})
        await self._refresh()
        path = scope["path"]
        scope["route"] = MetricsRoute("/assets" if path.startswith("/assets/") else "/")
        encodings = self._files.get(path) or self._files.get(self._page(path))
        if encodings is None:
            raise GatewayProblem(404, "Not Found", "not_found", f"There is no file {path}")
        request_headers = dict(scope["headers"])
        file = _choose(encodings, request_headers.get(b"accept-encoding", b"").decode("latin-1"))
        if file.etag in request_headers.get(b"if-none-match", b""):
            await send({"type": "http.response.start", "status": 304, "headers": file.headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send_bytes(scope, send, 200, file.headers, file.data)

    def _page(self, path: str) -> str:
        """The page of a route of the dashboard, which has no file ending; "" for a file, which may be missing."""
        return "" if "." in path.rsplit("/", 1)[-1] or path.startswith("/assets/") else _INDEX

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

    def _read(self) -> dict[str, dict[str, EncodedFile]]:
        files: dict[str, dict[str, EncodedFile]] = {}
        for at in sorted(self._folder.rglob("*")):
            if not at.is_file() or at.suffix in (".br", ".gz"):
                continue
            path = "/" + at.relative_to(self._folder).as_posix()
            data = at.read_bytes()
            files[path] = {"": self._encoded_file(path, data, "")}
            for encoding, ending in _ENCODINGS:
                compressed = at.with_name(at.name + ending)
                if compressed.is_file():
                    files[path][encoding] = self._encoded_file(path, compressed.read_bytes(), encoding)
            if "gzip" not in files[path] and len(data) > _COMPRESS_ABOVE and at.suffix in _COMPRESSIBLE:
                files[path]["gzip"] = self._encoded_file(path, gzip.compress(data, mtime=0), "gzip")
        return files

    def _encoded_file(self, path: str, data: bytes, encoding: str) -> EncodedFile:
        etag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'.encode()
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind in ("application/json", "text/javascript", "application/javascript")
        headers = [
            (b"content-type", (f"{kind}; charset=utf-8" if text else kind).encode()),
            (b"cache-control", _cache(path)),
            (b"etag", etag),
            (b"vary", b"Accept-Encoding"),
            (b"content-security-policy", _POLICY),
        ]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        return EncodedFile(data, headers, etag)


def _cache(path: str) -> bytes:
    return b"public, max-age=31536000, immutable" if path.startswith("/assets/") else b"no-cache"


def _choose(encodings: dict[str, EncodedFile], accepted: str) -> EncodedFile:
    names = {part.partition(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace("q=0.", "")}
    for encoding, _ in _ENCODINGS:
        if encoding in names and encoding in encodings:
            return encodings[encoding]
    return encodings[""]
