"""Requests made from pieces that parsers have stumbled over. Pure: a seed gives the same ones everywhere."""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

_METHODS: Final = (b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"BREW", b"get", b"")
_VERSIONS: Final = (b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/1.2", b"HTTP", b"")
_STARTS: Final = (
    b"/api/market/",
    b"/api/market/coins/",
    b"/api/market/candles/bitcoin",
    b"/api/analytics/",
    b"/api/users/",
    b"/api/",
    b"/%61pi/market/",
    b"/",
    b"//",
    b"/ws",
    b"/docs",
    b"/metrics",
    b"/health/ready",
    b"/assets/",
    b"http://elsewhere.example/api/market/",
    b"http://",
    b"*",
    b"",
)
_PARTS: Final = (
    b"bitcoin",
    b"..",
    b".",
    b"/",
    b"//",
    b"%2e%2e",
    b"%2f",
    b"%5c",
    b"\\",
    b";a=b",
    b"%00",
    b"%0d%0aX:y",
    b"%ff",
    b"%zz",
    b"%",
    b"@127.0.0.1:1",
    b":8",
    b"#x",
    b"\xff",
    b"\x7f",
    b"\t",
    b"%E6%B5%8B",
    b"x" * 300,
)
_QUERIES: Final = (
    b"",
    b"?",
    b"?limit=1000",
    b"?limit=-1",
    b"?limit=%00",
    b"?limit=99999999999999999999",
    b"?cursor=W1tbW1tbW1tb",
    b"?start=9999-99-99",
    b"?start=2026-01-01T00:00:00Z&end=0001-01-01T00:00:00Z",
    b"?interval=1m&interval=%ff",
    b"?\xff=\xfe",
    b"?" + b"a=b&" * 200,
)
_HEADERS: Final = (
    b"Host: x",
    b"Host:",
    b"Host: a, b",
    b"Host: [::1",
    b"Content-Length: 0",
    b"Content-Length: 5",
    b"Content-Length: -1",
    b"Content-Length: 5, 5",
    b"Content-Length: 99999999999999999999",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding : chunked",
    b"Expect: 100-continue",
    b"Expect: something",
    b"Upgrade: h2c\r\nConnection: Upgrade",
    b"Upgrade: websocket\r\nConnection: Upgrade",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: x",
    b"Sec-WebSocket-Protocol: a,,\xff",
    b"Connection: close",
    b"Connection: keep-alive, Host, Content-Length",
    b"Authorization: Bearer x.y.z",
    b"Authorization: Bearer " + b"W1tb" * 900 + b".e30.e30",
    b"Authorization: \xff",
    b"X-API-Key: tmk_wrong",
    b"X-API-Key: \xff\xfe",
    b"Cookie: tidemark_refresh=\xff; a",
    b"Origin: null",
    b"Origin: http://[",
    b"Content-Type: application/json",
    b"Content-Type: \xff/;=",
    b"Content-Encoding: gzip",
    b"Accept-Encoding: gzip;q=x, br;q=",
    b"Range: bytes=0-5,1-2",
    b"If-None-Match: \xff",
    b"X-Forwarded-For: \xff",
    b"X-Request-ID: \xff",
    b"X-Request-ID: " + b"i" * 200,
    b" folded: y",
    b"X-Long: " + b"y" * 9_000,
    b"no colon",
    b": no name",
    b"X-Nul: a\x00b",
)
_BODIES: Final = (
    b"",
    b"hello",
    b"{bad",
    b"\xff\xfe",
    b"[" * 4_000,
    b"5\r\nhello\r\n0\r\n\r\n",
    b"ffffffffffffffff1\r\n",
    b'{"a":' * 500,
)
_SPOILT: Final = 0.1
_SIGNED_IN: Final = 0.2
_OF_QUERY: Final = 1
_ENDS: Final = (b"\r\n", b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r")


class Request(NamedTuple):
    """`sound`: every part of it is there and as it must be, so that it has to be answered."""

    raw: bytes
    sound: bool


def fuzzed_request(random: Random, credentials: Sequence[bytes] = ()) -> Request:
    """A sound request, broken in a few places. Some carry one of these `credentials`: whole headers that are valid."""
    shown = [random.choice(credentials)] if credentials and random.random() < _SIGNED_IN else []
    faults = random.sample(range(7), random.randrange(4))
    raw = _broken(random, faults, [b"Host: 127.0.0.1", *shown])
    if random.random() < _SPOILT:
        return Request(_spoilt(random, raw), sound=False)
    return Request(raw, sound=all(fault == _OF_QUERY for fault in faults))


def _broken(random: Random, faults: Sequence[int], headers: list[bytes]) -> bytes:
    target, method, version, end, body = b"/api/market/coins/bitcoin", b"GET", b"HTTP/1.1", b"\r\n", b""
    for fault in faults:
        match fault:
            case 0:
                target = random.choice(_STARTS) + b"".join(random.choices(_PARTS, k=random.randrange(4)))
            case 1:
                target += random.choice(_QUERIES)
            case 2:
                method = random.choice(_METHODS)
            case 3:
                version = random.choice(_VERSIONS)
            case 4:
                headers = [*headers, *random.sample(_HEADERS, random.randrange(1, 6))]
            case 5:
                body = random.choice(_BODIES)
            case _:
                end, headers = random.choice(_ENDS), random.sample(_HEADERS, 2)
    return end.join([b" ".join((method, target, version)), *headers, b"", b""]) + body


def _spoilt(random: Random, raw: bytes) -> bytes:
    """With any bytes anywhere."""
    at = random.randrange(len(raw))
    return raw[:at] + random.randbytes(random.randrange(1, 5)) + raw[at + 1 :]
