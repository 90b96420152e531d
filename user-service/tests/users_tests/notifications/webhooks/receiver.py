"""A webhook's receiver over real sockets: it answers as it is told to, or not at all."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from stack.testing import eventually
from standardwebhooks import Webhook


@dataclass
class ReceivedRequest:
    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def webhook_id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """What the body says, once the maintained library has verified its signature."""
        Webhook(secret).verify(self.body, self.headers, json_parse=False)
        return msgspec.json.decode(self.body)


@dataclass
class Receiver:
    """`answers`: statuses to give, one a request, the last one again and again; `silent`: it does not answer."""

    answers: list[int] = field(default_factory=lambda: [204])
    location: str | None = None
    silent: bool = False
    context: ssl.SSLContext | None = None
    port: int = 0
    received: list[ReceivedRequest] = field(default_factory=list)
    server_names: list[str | None] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?token=in-the-url"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        self.received.append(ReceivedRequest(head[0], headers, body))
        if self.silent:
            await reader.read()
            return
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        location = f"Location: {self.location}\r\n" if self.location else ""
        # The body never ends: nobody may wait for it.
        writer.write(f"HTTP/1.1 {status} As told\r\n{location}Content-Length: 1000000\r\n\r\nbegun".encode())
        await writer.drain()
        await reader.read()

    async def wait_for(self, count: int) -> list[ReceivedRequest]:
        await eventually(lambda: len(self.received) >= count)
        return self.received


@asynccontextmanager
async def receiving(receiver: Receiver) -> AsyncIterator[Receiver]:
    """Listen on a free port for as long as the block runs."""
    if receiver.context is not None:
        receiver.context.sni_callback = lambda _socket, name, _context: receiver.server_names.append(name)
    listener = await asyncio.start_server(receiver.serve, "127.0.0.1", receiver.port, ssl=receiver.context)
    receiver.port = listener.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        listener.close()
        await listener.wait_closed()
