"""The baseline of the fan-out: Starlette's `send_text` in a loop over as many clients, one frame each a tick.

It sends one ready text, of the size of the gateway's frames and as often, from a process of its own.
"""

import asyncio
import multiprocessing
import socket
import time
from typing import Any, Final

import psutil
import uvicorn
from picows import WSFrame, WSListener, WSTransport, ws_connect
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

_SECONDS: Final = 10.0


def frames_per_cpu_second(clients: int, size: int, ticks_per_second: float) -> float:
    """Frames of `size` bytes that one CPU second of the serving process sends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(port, size, ticks_per_second), daemon=True
    )
    server.start()
    try:
        return asyncio.run(_count(port, clients, psutil.Process(server.pid)))
    finally:
        server.terminate()
        server.join(5)


def _serve(port: int, size: int, ticks_per_second: float) -> None:
    clients: set[WebSocket] = set()
    text = "x" * size

    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        clients.add(websocket)
        try:
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            clients.discard(websocket)

    async def send() -> None:
        due = time.perf_counter()
        while True:
            for client in list(clients):
                await client.send_text(text)
            due = max(due + 1 / ticks_per_second, time.perf_counter())
            await asyncio.sleep(due - time.perf_counter())

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


async def _count(port: int, clients: int, server: psutil.Process) -> float:
    counters = [await _connect(port) for _ in range(clients)]
    await asyncio.sleep(2)
    times = server.cpu_times()
    before, sent = times.user + times.system, sum(counter.frames for counter in counters)
    await asyncio.sleep(_SECONDS)
    times = server.cpu_times()
    return float((sum(c.frames for c in counters) - sent) / (times.user + times.system - before))


async def _connect(port: int) -> Any:
    for _ in range(600):  # a minute: the server starts beside everything else
        try:
            _, counter = await ws_connect(_Counter, f"ws://127.0.0.1:{port}/ws")
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return counter
    raise TimeoutError("the baseline server did not start")
