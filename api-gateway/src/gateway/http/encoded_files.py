"""Answers that are in memory in every encoding: the dashboard's files and the documents."""

import hashlib
from typing import Final, NamedTuple

from shared.http.representations import ENCODINGS, WORTH_BYTES, accepted_encoding, compress, is_same
from starlette.types import Scope, Send

from gateway.errors import GatewayProblem
from gateway.http.responses import send_bytes

Headers = list[tuple[bytes, bytes]]
Encodings = dict[str, "EncodedFile"]
"""A file by the names of encodings; "" is the file itself."""
_SAFE: Final = ("GET", "HEAD")


class EncodedFile(NamedTuple):
    """A file in one encoding."""

    data: bytes
    headers: Headers
    etag: str

    @classmethod
    def of(cls, data: bytes, encoding: str, headers: Headers) -> "EncodedFile":
        etag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
        own = [(b"etag", etag.encode()), (b"vary", b"Accept-Encoding")]
        if encoding:
            own.append((b"content-encoding", encoding.encode()))
        return cls(data, [*headers, *own], etag)


def in_all_encodings(data: bytes, headers: Headers) -> Encodings:
    """A text, compressed once and for all."""
    names = ENCODINGS if len(data) >= WORTH_BYTES else ()
    packed = {name: EncodedFile.of(compress(data, name), name, headers) for name in names}
    return {"": EncodedFile.of(data, "", headers), **packed}


def check_reading(scope: Scope) -> None:
    """Check that the method is GET or HEAD.

    Raises:
        GatewayProblem: it is another one.
    """
    if scope["method"] not in _SAFE:
        allowed = ", ".join(_SAFE)
        detail = f"Methods here: {allowed}"
        raise GatewayProblem(405, "Method Not Allowed", "method_not_allowed", detail, {"Allow": allowed})


async def send_file(scope: Scope, send: Send, encodings: Encodings) -> None:
    """Answer in the encoding that the client prefers; 304 if it has the file already."""
    request_headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    name = accepted_encoding(request_headers.get(b"accept-encoding", ""), encodings.keys())
    file = encodings[name or ""]
    if is_same(request_headers.get(b"if-none-match", ""), file.etag):
        await send({"type": "http.response.start", "status": 304, "headers": file.headers})
        await send({"type": "http.response.body", "body": b""})
    else:
        await send_bytes(scope, send, 200, file.headers, file.data)
