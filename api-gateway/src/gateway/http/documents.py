"""`/openapi.json`, `/asyncapi.json` and `/docs`: the committed documents, and a page without scripts. Pure ASGI."""

import json
from pathlib import Path
from typing import Final

from shared.http.representations import REVALIDATE
from starlette.types import Receive, Scope, Send

from gateway.http.encoded_files import Encodings, check_reading, in_all_encodings, send_file
from gateway.http.reference.page import STYLE, reference_page
from gateway.http.responses import MetricsRoute

REST_DOCUMENT: Final = Path(__file__).parents[3] / "openapi.json"
STREAM_DOCUMENT: Final = REST_DOCUMENT.with_name("asyncapi.json")
_POLICY: Final = b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_JSON: Final = b"application/json"


class Documents:
    """Answers the paths in `paths`. The documents are read when the process starts."""

    def __init__(self, rest: Path = REST_DOCUMENT, stream: Path = STREAM_DOCUMENT) -> None:
        text = rest.read_bytes()
        page = reference_page(json.loads(text)).encode()
        self._files = {
            "/openapi.json": _file(text, _JSON),
            "/asyncapi.json": _file(stream.read_bytes(), _JSON),
            "/docs": _file(page, b"text/html; charset=utf-8", (b"content-security-policy", _POLICY)),
            "/docs/style.css": _file(STYLE, b"text/css; charset=utf-8"),
        }

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self._files)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer GET and HEAD.

        Raises:
            GatewayProblem: another method.
        """
        check_reading(scope)
        scope["route"] = MetricsRoute(scope["path"])
        await send_file(scope, send, self._files[scope["path"]])


def _file(data: bytes, kind: bytes, *more: tuple[bytes, bytes]) -> Encodings:
    return in_all_encodings(data, [(b"content-type", kind), (b"cache-control", REVALIDATE.encode()), *more])
