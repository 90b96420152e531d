"""The body of an answer: unpacked while it comes, and given up as soon as it is larger than it may be."""

import zlib
from typing import Final

import httpx

from sentiment.sources.source import SourceError

LARGEST_BODY: Final = 5 * 1024 * 1024
_TOO_LARGE: Final = f"too large: more than {LARGEST_BODY // 1024 // 1024} MB"
_EITHER_HEADER: Final = zlib.MAX_WBITS | 32
"""zlib or gzip, whichever it is."""


async def read_body(answer: httpx.Response) -> bytes:
    """Read a body, packed or not. httpx would unpack each piece whole: it may hold a thousand times its size.

    Raises:
        SourceError: it is larger than 5 MB unpacked, or not packed as it says.
    """
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise SourceError(f"unreadable: packed as {coding[:20]!r}, which was not asked for")
    unpacker = None if coding in ("identity", "") else zlib.decompressobj(_EITHER_HEADER)
    body = bytearray()
    is_whole = unpacker is None
    async for piece in answer.aiter_raw():
        body += piece if unpacker is None else _unpacked(unpacker, piece, LARGEST_BODY + 1 - len(body))
        if len(body) > LARGEST_BODY:
            raise SourceError(_TOO_LARGE)
        if unpacker is not None and unpacker.eof:
            is_whole = True
            break  # what follows is of no use, and may have no end
    if body and not is_whole:
        raise SourceError("unreadable: its packed body ends too early")
    return bytes(body)


def _unpacked(unpacker: "zlib._Decompress", piece: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(piece, most)
    except zlib.error:
        raise SourceError("unreadable: not packed as it says") from None
