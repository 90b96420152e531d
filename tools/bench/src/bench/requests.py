"""A small HTTP client for measuring: keep-alive connections, raw bytes, optionally at a fixed rate."""

import asyncio
import time
from typing import Final, cast
from urllib.parse import urlsplit

_HEADER_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


class _Connection(asyncio.Protocol):
    """One request at a time; understands Content-Length and nothing else."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._buffer = b""
        self._waiter: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_HEADER_END)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(_LENGTH)
        if at < 0:
            raise ValueError("the answer has no Content-Length")
        length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])
        if len(self._buffer) >= end + len(_HEADER_END) + length and self._waiter and not self._waiter.done():
            self._buffer = b""
            self._waiter.set_result(int(head.split(b" ", 2)[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(exc or ConnectionResetError("closed by the server"))

    async def ask(self, request: bytes) -> int:
        assert self.transport is not None  # noqa: S101 - asked only once connected
        self._waiter = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._waiter


async def _connect(url: str) -> tuple[_Connection, bytes]:
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    _, connection = await asyncio.get_running_loop().create_connection(
        _Connection, parts.hostname or "127.0.0.1", parts.port or 80
    )
    return connection, f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: */*\r\n\r\n".encode()


async def throughput(url: str, connections: int, seconds: float) -> float:
    """Answers a second with `connections` busy connections.

    Raises:
        ValueError: an answer was no 200.
    """
    ends = time.perf_counter() + seconds

    async def work() -> int:
        connection, request = await _connect(url)
        count = 0
        while time.perf_counter() < ends:
            if (code := await connection.ask(request)) != 200:  # noqa: PLR2004 - OK
                raise ValueError(f"{url} answered {code}")
            count += 1
        if connection.transport:
            connection.transport.close()
        return count

    started = time.perf_counter()
    counts = await asyncio.gather(*(work() for _ in range(connections)))
    return sum(counts) / (time.perf_counter() - started)


async def latencies_ms(url: str, rate: float, seconds: float, connections: int = 8) -> list[float]:
    """Delay of each answer when `rate` requests/s are asked at even times, from the time each was due."""
    pool: asyncio.Queue[tuple[_Connection, bytes]] = asyncio.Queue()
    for _ in range(connections):
        pool.put_nowait(await _connect(url))
    delays: list[float] = []

    async def ask(due: float) -> None:
        connection, request = await pool.get()
        await connection.ask(request)
        delays.append((time.perf_counter() - due) * 1e3)
        pool.put_nowait((connection, request))

    started = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = started + number / rate
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        tasks.append(asyncio.create_task(ask(due)))
    await asyncio.gather(*tasks)
    while not pool.empty():
        transport = pool.get_nowait()[0].transport
        if transport:
            transport.close()
    return delays
