"""The baseline of the fan-out: Starlette's `send_text` in a loop over the clients, same frame size, own process."""

import asyncio
import multiprocessing
import socket
from typing import Any, Final

import psutil
import uvicorn
from picows import WSFrame, WSListener, WSTransport, ws_connect
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

_CLIENTS: Final = 100
_SECONDS: Final = 5.0
_TEXT: Final = "x" * 3_000


def frames_per_cpu_second() -> float:
    """Frames that one CPU second of the serving process sends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    server.start()
    try:
        return asyncio.run(_count(port, psutil.Process(server.pid)))
    finally:
        server.terminate()
        server.join(5)


def _serve(port: int) -> None:
    clients: set[WebSocket] = set()

    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        clients.add(websocket)
        try:
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            clients.discard(websocket)

    async def send() -> None:
        while True:
            for client in list(clients):
                await client.send_text(_TEXT)
            await asyncio.sleep(0.02)

    async def main() -> None:
        app = Starlette(routes=[WebSocketRoute("/ws", listen)])
        config = uvicorn.Config(app, port=port, log_level="error", loop="uvloop", ws_per_message_deflate=False)
        sender = asyncio.create_task(send())
        await uvicorn.Server(config).serve()
        sender.cancel()

    asyncio.run(main())


class _Counter(WSListener):
    frames = 0

    def on_ws_frame(self, _transport: WSTransport, _frame: WSFrame) -> None:
        self.frames += 1


async def _count(port: int, server: psutil.Process) -> float:
    counters = [await _connect(port) for _ in range(_CLIENTS)]
    await asyncio.sleep(1)
    times = server.cpu_times()
    before, sent = times.user + times.system, sum(counter.frames for counter in counters)
    await asyncio.sleep(_SECONDS)
    times = server.cpu_times()
    return float((sum(c.frames for c in counters) - sent) / (times.user + times.system - before))


async def _connect(port: int) -> Any:
    for _ in range(100):
        try:
            _, counter = await ws_connect(_Counter, f"ws://127.0.0.1:{port}/ws")
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return counter
    raise TimeoutError("the baseline server did not start")
