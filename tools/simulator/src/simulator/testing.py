"""For tests: a simulator on a free port in the caller's own loop, and a client that speaks to it over real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import aiohttp
from aiohttp import web

from simulator.main import MAX_LINE, SIMULATION, create_app
from simulator.settings import Settings
from simulator.wiring import Simulation

_ENDS = {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR}


def _expect(answer: Any, fits: Callable[[Any], bool]) -> None:
    if not fits(answer):
        raise AssertionError(f"the venue answered {answer}")


@dataclass
class Socket:
    """One client connection; messages with numbers as Decimal."""

    ws: aiohttp.ClientWebSocketResponse
    seen: list[Any] = field(default_factory=list)

    async def send(self, message: object) -> None:
        await self.ws.send_str(message if isinstance(message, str) else json.dumps(message))

    async def text(self, deadline: float = 5.0) -> str:
        async with asyncio.timeout(deadline):
            return await self.ws.receive_str()

    async def next(self, deadline: float = 5.0) -> Any:
        message = json.loads(await self.text(deadline), parse_float=Decimal)
        self.seen.append(message)
        return message

    async def until(self, wanted: Callable[[Any], bool], deadline: float = 5.0) -> Any:
        """Read until a message fits; return it."""
        async with asyncio.timeout(deadline):
            while not wanted(message := await self.next(deadline)):
                pass
        return message

    async def end(self, deadline: float = 5.0) -> int | None:
        """Read to the end of the connection; its close code."""
        async with asyncio.timeout(deadline):
            while (await self.ws.receive()).type not in _ENDS:
                pass
        return self.ws.close_code


@dataclass
class Running:
    simulation: Simulation
    base: str
    http: aiohttp.ClientSession

    async def get(self, path: str, **query: object) -> Any:
        async with self.http.get(self.base + path, params={key: str(value) for key, value in query.items()}) as answer:
            return json.loads(await answer.text(), parse_float=Decimal)

    async def post(self, path: str, **body: object) -> Any:
        async with self.http.post(self.base + path, json=body) as answer:
            return await answer.json()

    async def truth(self, venue: str | None = None) -> list[dict[str, str]]:
        """All pages."""
        items: list[dict[str, str]] = []
        query: dict[str, object] = {"limit": 500} | ({"venue": venue} if venue else {})
        while True:
            page = await self.get("/control/trades", after=len(items), **query)
            items += page["items"]
            if page["next"] is None:
                return items

    async def connect(self, path: str) -> Socket:
        return Socket(await self.http.ws_connect(self.base + path, autoping=True, max_msg_size=0))

    async def binance(self, *streams: str) -> Socket:
        socket = await self.connect("/binance/stream")
        await socket.send({"method": "SUBSCRIBE", "params": streams, "id": 1})
        _expect(await socket.next(), lambda answer: answer == {"result": None, "id": 1})
        return socket

    async def coinbase(self, *products: str, channels: tuple[str, ...] = ("matches",)) -> Socket:
        socket = await self.connect("/coinbase")
        await socket.send({"type": "subscribe", "product_ids": products, "channels": channels})
        _expect(await socket.next(), lambda answer: answer["type"] == "subscriptions")
        return socket

    async def kraken(self, *symbols: str, channel: str = "trade", snapshot: bool = False) -> Socket:
        socket = await self.connect("/kraken/v2")
        _expect(await socket.next(), lambda answer: answer["channel"] == "status")
        params = {"channel": channel, "symbol": symbols, "snapshot": snapshot}
        await socket.send({"method": "subscribe", "params": params, "req_id": 7})
        for _ in symbols:
            _expect(await socket.until(lambda message: "method" in message), lambda answer: answer["success"])
        return socket

    async def eventually(self, check: Callable[[], Awaitable[bool]], deadline: float = 10.0) -> None:
        async with asyncio.timeout(deadline):
            while not await check():  # noqa: ASYNC110 - the condition is another process's
                await asyncio.sleep(0.02)

    async def feed(self, wanted: str) -> None:
        async def reached() -> bool:
            return bool((await self.get("/control/state"))["feed"] == wanted)

        await self.eventually(reached)


Simulate = Callable[..., Awaitable[Running]]


@asynccontextmanager
async def simulated(**settings: Any) -> AsyncIterator[Running]:
    """A running simulator; keywords are the fields of Settings."""
    app = create_app(Settings(port=0, **settings))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, max_line_size=MAX_LINE)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        async with aiohttp.ClientSession() as session:
            yield Running(app[SIMULATION], f"http://{host}:{port}", session)
    finally:
        await runner.cleanup()
