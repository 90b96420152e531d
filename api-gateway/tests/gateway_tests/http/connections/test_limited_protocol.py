"""Clients that are slow, large or many, on raw sockets."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from stack.testing import eventually

from ...conftest import Make
from ...servers import Service, gateway

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]
GET = b"GET /api/market/x HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/market/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


@contextlib.asynccontextmanager
async def connected(address: str) -> AsyncIterator[Stream]:
    at = urlsplit(address)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def dribble(writer: asyncio.StreamWriter, piece: bytes) -> None:
    """Send a byte every 50 ms until the connection is closed."""
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, str]:
    """The status and the problem's code of the only answer on a connection, which then ends."""
    async with asyncio.timeout(10):
        raw = await reader.read()
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    return int(head.split()[1]), json.loads(body)["code"]


@pytest.fixture(scope="module")
async def strict(make_settings: Make) -> AsyncIterator[str]:
    settings = make_settings(
        head_timeout=0.5, body_timeout=0.5, stalled_timeout=0.5, connections_per_address=20, upstream_timeout=5
    )
    async with gateway(settings) as address:
        yield address


@pytest.mark.parametrize(
    ("begin", "piece", "expected"),
    [
        (b"GET /api/", b"x", (408, "head_timeout")),
        (GET + b"X-Slow: ", b"x", (408, "head_timeout")),
        (b"", b"\r\n", (408, "head_timeout")),
        (POST, b"x", (408, "body_timeout")),
    ],
)
async def test_a_client_that_sends_byte_by_byte_is_disconnected_in_time(
    strict: str, begin: bytes, piece: bytes, expected: tuple[int, str]
) -> None:
    async with connected(strict) as (reader, writer):
        started = time.monotonic()
        writer.write(begin)
        dribbling = asyncio.create_task(dribble(writer, piece))
        answer = await answer_of(reader)
        dribbling.cancel()

    assert answer == expected
    assert time.monotonic() - started > 0.4


async def test_a_slow_second_request_ends_the_connection_too(strict: str) -> None:
    async with connected(strict) as (reader, writer):
        writer.write(GET + b"\r\n")
        assert (await reader.readuntil(b"\r\n")).split()[1] == b"200"
        dribbling = asyncio.create_task(dribble(writer, b"\r\n"))
        async with asyncio.timeout(10):
            rest = await reader.read()
        dribbling.cancel()

    assert b"408" in rest


async def test_a_slow_body_after_the_answer_does_not_keep_the_connection_open(strict: str) -> None:
    """The service answers long before the body is complete."""
    async with connected(strict) as (reader, writer):
        writer.write(b"POST /dashboard HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        dribbling = asyncio.create_task(dribble(writer, b"x"))
        async with asyncio.timeout(10):
            rest = await reader.read()
        dribbling.cancel()

    assert rest.startswith(b"HTTP/1.1 405")


async def test_a_connection_without_a_request_is_closed_without_an_answer(strict: str) -> None:
    async with connected(strict) as (reader, _), asyncio.timeout(5):
        assert await reader.read() == b""


async def test_a_client_that_does_not_read_its_answer_is_disconnected(
    strict: str, service: tuple[Service, str]
) -> None:
    async with connected(strict) as (_, writer):
        writer.write(b"GET /api/market/endless HTTP/1.1\r\nHost: x\r\n\r\n")
        await eventually(lambda: service[0].streaming == 1)

        assert await eventually(lambda: service[0].streaming == 0)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (414, "target_too_long")),
        (GET + b"X-Large: " + b"x" * 17_000 + b"\r\n\r\n", (431, "head_too_large")),
        (GET + b"X-Endless: " + b"x" * 40_000, (431, "head_too_large")),
        (GET + b"".join(b"X-%d: 1\r\n" % number for number in range(101)) + b"\r\n", (431, "head_too_large")),
        (
            b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-L: "
            + b"x" * 17_000
            + b"\r\n\r\n",
            (431, "head_too_large"),
        ),
        (b"nonsense\r\n\r\n", (400, "bad_request")),
        (GET + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", (400, "bad_request")),
        (GET + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", (400, "bad_request")),
    ],
)
async def test_a_request_that_is_too_large_or_malformed_is_refused(
    strict: str, head: bytes, expected: tuple[int, str]
) -> None:
    async with connected(strict) as (reader, writer):
        writer.write(head)

        assert await answer_of(reader) == expected


async def test_a_request_within_the_limits_passes(strict: str) -> None:
    async with httpx.AsyncClient(base_url=strict) as client:
        for _ in range(3):  # on one connection
            answer = await client.post(f"/api/market/x?{'q' * 8_000}", headers={"X-Large": "x" * 7_000}, content=b"x")
            assert answer.status_code == 200


async def test_connections_are_limited_per_address_until_one_is_closed(strict: str) -> None:
    async with contextlib.AsyncExitStack() as open_ones:
        for _ in range(20):
            await open_ones.enter_async_context(connected(strict))
        async with connected(strict) as (reader, _):
            assert await answer_of(reader) == (429, "too_many_connections")

    async def answered() -> bool:
        async with httpx.AsyncClient(base_url=strict) as client:
            return (await client.get("/api/market/x")).status_code == 200

    assert await eventually(answered)


async def test_connections_are_limited_in_total(make_settings: Make) -> None:
    async with gateway(make_settings(connections=3)) as address, contextlib.AsyncExitStack() as open_ones:
        for _ in range(3):
            await open_ones.enter_async_context(connected(address))
        async with connected(address) as (reader, _):
            assert await answer_of(reader) == (503, "too_many_connections")


async def test_a_trusted_proxy_may_have_any_number(make_settings: Make) -> None:
    settings = make_settings(connections_per_address=2, trusted_proxies="127.0.0.0/8")
    async with gateway(settings) as address, contextlib.AsyncExitStack() as open_ones:
        for _ in range(5):
            await open_ones.enter_async_context(connected(address))
        async with httpx.AsyncClient(base_url=address) as client:
            answer = await client.get("/api/market/x", headers={"X-Forwarded-For": "203.0.113.9"})

    assert answer.json()["headers"]["x-forwarded-for"] == "203.0.113.9"
