"""A server over real sockets that answers as it is told to: the stranger whom a source asks."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

_PIECE = b"x" * 65_536


@dataclass
class Reply:
    """`body`: bytes, text, or what is to be JSON. `endless`: its body has no end; `silent`: nothing is sent."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    endless: bool = False
    silent: bool = False

    @property
    def raw(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass
class WebServer:
    """`replies`: one a request, the last one again and again; `by_path`: likewise for one path."""

    replies: list[Reply] = field(default_factory=lambda: [Reply()])
    by_path: dict[str, list[Reply]] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = Asked(method, target, headers, body)
        self.asked.append(asked)
        replies = self.by_path.get(asked.path, self.replies)
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if reply.silent:
            await reader.read()
            return
        length = {} if reply.endless else {"Content-Length": str(len(reply.raw))}
        head = {"Content-Type": "application/json", **length, **reply.headers}
        lines = [f"HTTP/1.1 {reply.status} As told", *(f"{name}: {value}" for name, value in head.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + reply.raw)
        await writer.drain()
        while reply.endless:
            writer.write(_PIECE)
            await writer.drain()


@asynccontextmanager
async def serving(*replies: Reply, server: WebServer | None = None) -> AsyncIterator[WebServer]:
    """Listen on a free port for as long as the block runs."""
    server = server or WebServer()
    if replies:
        server.replies = list(replies)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", server.port, ssl=server.context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await listener.wait_closed()
