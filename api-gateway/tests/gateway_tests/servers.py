"""Servers for the tests: the gateway itself, and one that stands in for a service behind it."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import uvicorn
from gateway.main import Gateway, server_options
from gateway.settings import Settings
from starlette.types import ASGIApp, Receive, Scope, Send


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, **options: Any) -> AsyncIterator[str]:
    """Serve on a free port of the loopback; gives the address."""
    at = socket.socket()
    at.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, loop="none", timeout_graceful_shutdown=2, **options)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([at]))  # its `serve` takes the test run's signals
    while not server.started:
        assert not task.done(), "the server did not start"
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{at.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        at.close()


@contextlib.asynccontextmanager
async def gateway(settings: Settings) -> AsyncIterator[str]:
    async with serving(Gateway(settings), **server_options(settings)) as address:
        yield address


async def is_ready(address: str) -> bool:
    async with httpx.AsyncClient(base_url=address) as client:
        return (await client.get("/health/ready")).status_code == httpx.codes.OK


class Service:
    """A service behind the gateway: answers with the request it got; some paths misbehave."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.release = asyncio.Event()
        self.streaming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.asked.append(scope["path"])
        name = scope["path"].rsplit("/", 1)[-1]
        answer = getattr(self, f"_{name.replace('-', '_')}", self._echo)
        await answer(scope, receive, send)

    async def _echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        request = {
            "method": scope["method"],
            "path": scope["path"],
            "query": scope["query_string"].decode(),
            "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
            "body": body.decode(),
        }
        await send_bytes(send, 200, json.dumps(request).encode(), [(b"connection", b"x-hop"), (b"x-hop", b"1")])

    async def _btc(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send_bytes(send, 200, b'{"coin_id":"bitcoin"}')

    async def _settled(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send_bytes(send, 200, b"{}", [(b"cache-control", b"public, max-age=3600")])

    async def _nothing(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send_bytes(send, 404, b"{}")

    async def _moved(self, scope: Scope, _receive: Receive, send: Send) -> None:
        host = dict(scope["headers"])[b"host"]
        await send_bytes(send, 307, b"", [(b"location", b"http://" + host + b"/market/there")])

    async def _slow(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _endless(self, _scope: Scope, receive: Receive, send: Send) -> None:
        self.streaming += 1
        gone = asyncio.create_task(_gone(receive))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not gone.done():
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
            await asyncio.sleep(0)
        self.streaming -= 1

    async def _in_pieces(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await self.release.wait()
        await send({"type": "http.response.body", "body": b"second"})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_bytes(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [length, *(headers or [])]})
    await send({"type": "http.response.body", "body": body})


class Breaking:
    """A server that cuts its first connection after the request, and answers on the later ones."""

    def __init__(self) -> None:
        self.requests = 0

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            if self.requests > 1:
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
                await writer.drain()
        writer.close()
