"""What is answered before a request reaches the application has the headers and the body of every other answer."""

import json
from collections.abc import Mapping

import pytest

from ...listener import listening
from ..test_browser_headers import SAFE
from .test_limited_protocol import GET, connected

Head = tuple[int, Mapping[str, str], bytes]
WS = b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"


async def answer_to(address: str, request: bytes) -> Head:
    async with connected(address) as (reader, writer):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode().split("\r\n")[1:-2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
    return int(head.split()[1]), headers, body


@pytest.mark.parametrize(
    ("request_bytes", "expected"),
    [
        (b"nonsense\r\n\r\n", (400, "bad_request")),
        (b"GET /api/market/x HTTP/1.1\r\n\r\n", (400, "bad_request")),
        (b"GET /api/market/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", (400, "bad_request")),
        (b"GET /api/market/x HTTP/1.1\r\nHost: a b\r\n\r\n", (400, "bad_request")),
        (b"POST /api/market/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", (400, "bad_request")),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            (400, "bad_request"),
        ),
        (b"POST /api/market/x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", (400, "bad_request")),
        (b"GET /api/market/\xff HTTP/1.1\r\nHost: x\r\n\r\n", (400, "bad_request")),
        (b"GET /api/market/x#y HTTP/1.1\r\nHost: x\r\n\r\n", (400, "bad_request")),
        (b"GET /api/market/x?\xff HTTP/1.1\r\nHost: x\r\n\r\n", (400, "bad_request")),
        (GET + b"X-Large: " + b"x" * 17_000 + b"\r\n\r\n", (431, "head_too_large")),
        (WS + KEY + b"Sec-WebSocket-Version: 13\r\nX-Large: " + b"x" * 8_300 + b"\r\n\r\n", (431, "head_too_large")),
        (WS + b"\r\n", (400, "bad_request")),
        (WS + KEY + b"Sec-WebSocket-Version: 7\r\n\r\n", (400, "bad_request")),
        (WS + KEY + b"Sec-WebSocket-Version: 13\r\nContent-Length: 5\r\n\r\nhello", (400, "bad_request")),
        (WS.replace(b"GET", b"POST") + KEY + b"Sec-WebSocket-Version: 13\r\n\r\n", (405, "method_not_allowed")),
        (WS.replace(b"/ws", b"/other") + KEY + b"Sec-WebSocket-Version: 13\r\n\r\n", (404, "not_found")),
        (
            WS + KEY + b"Sec-WebSocket-Version: 13\r\nOrigin: https://evil.example\r\n\r\n",
            (403, "origin_refused"),
        ),
    ],
)
async def test_an_early_answer_is_a_problem_with_all_headers(
    address: str, request_bytes: bytes, expected: tuple[int, str]
) -> None:
    status, headers, body = await answer_to(address, request_bytes)
    problem = json.loads(body)

    assert (status, problem["code"]) == expected
    assert problem["request_id"] == headers["x-request-id"]
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-data-mode"] == "simulated"
    assert headers["cache-control"] == "no-store"
    assert {name: headers[name] for name in SAFE} == SAFE
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


SOUND = KEY + b"Sec-WebSocket-Version: 13\r\n"


@pytest.mark.parametrize(
    "request_bytes",
    [
        GET + b"Host: again\r\n",
        WS + KEY + b"Sec-WebSocket-Version: 7\r\n",
        WS + SOUND + b"Origin: https://evil.example\r\n",
    ],
    ids=["of HTTP", "of the protocol", "of the stream"],
)
async def test_a_refusal_has_the_id_that_the_client_gave_and_the_path(address: str, request_bytes: bytes) -> None:
    _, headers, body = await answer_to(address, request_bytes + b"X-Request-ID: mine-7\r\n\r\n")

    assert headers["x-request-id"] == json.loads(body)["request_id"] == "mine-7"
    assert json.loads(body)["instance"] == request_bytes.split()[1].decode()


async def test_a_handshake_says_what_is_left_of_its_limit(address: str) -> None:
    _, refused, _ = await answer_to(address, WS + SOUND + b"Origin: https://evil.example\r\n\r\n")
    async with listening(address) as listener:
        response = listener.socket.response
        assert response is not None

    assert refused["ratelimit-policy"].startswith('"handshake";')
    assert response.headers["ratelimit"].startswith('"handshake";')


async def test_an_early_answer_to_head_has_no_body(address: str) -> None:
    async with connected(address) as (reader, writer):
        writer.write(b"HEAD /api/market/x HTTP/1.1\r\n\r\n")
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")

    assert (head.split()[1], body) == (b"400", b"")


async def test_a_request_of_http_1_0_needs_no_host(address: str) -> None:
    status, _, _ = await answer_to(address, b"GET /api/market/x HTTP/1.0\r\n\r\n")

    assert status == 200
