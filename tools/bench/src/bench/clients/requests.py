"""A small HTTP client for measuring: keep-alive connections, raw bytes, optionally at a fixed rate."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, cast
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


async def _connect(url: str) -> _Connection:
    parts = urlsplit(url)
    _, connection = await asyncio.get_running_loop().create_connection(
        _Connection, parts.hostname or "127.0.0.1", parts.port or 80
    )
    return connection


def request(url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> bytes:
    """GET the URL, or POST JSON to it."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    given = {"Host": parts.netloc, "Accept": "*/*", **(headers or {})}
    if body is not None:
        given |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\n{lines}\r\n".encode() + (body or b"")


class Answer(NamedTuple):
    """`delay_ms`: from the time the request was due."""

    status: int
    delay_ms: float


async def throughput(url: str, connections: int, seconds: float) -> float:
    """Answers a second with `connections` busy connections.

    Raises:
        ValueError: an answer was no 200.
    """
    ends = time.perf_counter() + seconds
    asked = request(url)

    async def work() -> int:
        connection = await _connect(url)
        count = 0
        while time.perf_counter() < ends:
            if (code := await connection.ask(asked)) != 200:  # noqa: PLR2004 - OK
                raise ValueError(f"{url} answered {code}")
            count += 1
        if connection.transport:
            connection.transport.close()
        return count

    started = time.perf_counter()
    counts = await asyncio.gather(*(work() for _ in range(connections)))
    return sum(counts) / (time.perf_counter() - started)


async def latencies_ms(
    url: str, rate: float, seconds: float, connections: int = 8, headers: Mapping[str, str] | None = None
) -> list[float]:
    """Delay of each answer when `rate` requests/s are asked at even times.

    Raises:
        ValueError: an answer was no 200.
    """
    answers = await paced(url, rate, seconds, itertools.repeat(request(url, headers)), connections)
    if bad := {answer.status for answer in answers} - {200}:
        raise ValueError(f"{url} answered {bad}")
    return [answer.delay_ms for answer in answers]


async def paced(url: str, rate: float, seconds: float, requests: Iterator[bytes], connections: int = 8) -> list[Answer]:
    """What is answered when `rate` requests/s are asked of the URL's server at even times."""
    pool: asyncio.Queue[_Connection] = asyncio.Queue()
    for _ in range(connections):
        pool.put_nowait(await _connect(url))
    answers: list[Answer] = []

    async def ask(due: float, asked: bytes) -> None:
        connection = await pool.get()
        status = await connection.ask(asked)
        answers.append(Answer(status, (time.perf_counter() - due) * 1e3))
        pool.put_nowait(connection)

    started = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = started + number / rate
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        tasks.append(asyncio.create_task(ask(due, next(requests))))
    await asyncio.gather(*tasks)
    while not pool.empty():
        transport = pool.get_nowait().transport
        if transport:
            transport.close()
    return answers
