"""Sends a gateway what the generators make, and raises where it answers 5xx or ends a session."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from drill.fuzz.messages import message_bytes
from drill.fuzz.requests import Request, fuzzed_request
from drill.platform import DrillError

_AT_ONCE: Final = 64
_PATIENCE: Final = 1.0  # seconds for an answer; what is no whole request gets none
_PATIENCE_IF_SOUND: Final = 60.0
_PER_SESSION: Final = 500
_CHECK_EVERY: Final = 20
_SERVER_FAULT: Final = 500


async def fuzz_requests(url: str, seed: int, number: int, credentials: Sequence[bytes] = ()) -> Counter[int]:
    """Send so many requests, each on a connection of its own; returns how often each status was answered.

    Raises:
        DrillError: one was 5xx, or a sound one was not answered.
    """
    random, statuses = Random(seed), Counter[int]()
    requests: Iterator[Request] = (fuzzed_request(random, credentials) for _ in range(number))
    at = urlsplit(url)

    async def work() -> None:
        for request in requests:
            status = await _status_of(at.hostname or "", at.port or 80, request)
            statuses[status] += 1
            if status >= _SERVER_FAULT:
                raise DrillError(f"{status} for {request.raw[:500]!r}")

    try:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(_AT_ONCE):
                tasks.create_task(work())
    except ExceptionGroup as errors:  # of all that failed together the first one tells enough
        raise errors.exceptions[0] from None
    return statuses


async def _status_of(host: str, port: int, request: Request) -> int:
    """The status of the answer; 0 where there is none.

    Raises:
        DrillError: the connection ended, or a minute, without an answer to a sound request.
    """
    reader, writer = await asyncio.open_connection(host, port)
    try:
        async with asyncio.timeout(_PATIENCE_IF_SOUND if request.sound else _PATIENCE):
            writer.write(request.raw)
            line = await reader.readuntil(b"\r\n")
            return int(line.split(b" ", 2)[1])
    except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        if request.sound:
            raise DrillError(f"no answer ({error!r}) to {request.raw[:500]!r}") from error
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    return 0


async def fuzz_stream(url: str, seed: int, number: int) -> Counter[str]:
    """Send so many messages on few connections; returns how often each kind of message came back.

    Raises:
        DrillError: a session ended, or no longer answers.
    """
    random, kinds = Random(seed), Counter[str]()
    for first in range(0, number, _PER_SESSION):
        messages = [message_bytes(random) for _ in range(min(_PER_SESSION, number - first))]
        async with connect(url.replace("http", "ws") + "/ws", max_size=None) as socket:
            for begin in range(0, len(messages), _CHECK_EVERY):
                await _send(socket, messages[begin : begin + _CHECK_EVERY], f"check-{first + begin}", kinds)
    return kinds


async def _send(socket: ClientConnection, messages: list[bytes], check: str, kinds: Counter[str]) -> None:
    """Send some, then a ping, whose answer says that the session goes on."""
    try:
        for raw in messages:
            await socket.send(raw.decode("utf-8", "replace") if len(raw) % 2 else raw, text=bool(len(raw) % 2))
        await socket.send(json.dumps({"op": "ping", "id": check}))
        async with asyncio.timeout(60):
            while True:
                message = json.loads(await socket.recv())
                kinds[message["type"]] += 1
                if message.get("id") == check:
                    return
    except (ConnectionClosed, TimeoutError) as error:
        raise DrillError(f"the session ended ({error!r}) at one of {messages!r}") from error
