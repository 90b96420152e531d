"""WebSocket clients that look at portfolios, and time how long after a price its portfolio's message comes."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

_MESSAGE = b'"channel":"portfolio:'


class PortfolioClient(WSListener):
    """Signs in and subscribes. Its updates are counted by a look at the bytes; with `coins` they are also read."""

    def __init__(self, token: str, portfolios: Sequence[str], coins: Sequence[str] = ()) -> None:
        super().__init__()
        channels = [*(f"portfolio:{one}" for one in portfolios), *(f"price:{coin}" for coin in coins)]
        self._sent = [
            json.dumps({"op": "auth", "token": token}).encode(),
            json.dumps({"op": "subscribe", "channels": channels}).encode(),
        ]
        self._reads = bool(coins)
        self._arrived: dict[str, deque[tuple[datetime, float]]] = {coin: deque(maxlen=1_000) for coin in coins}
        self.updates = 0
        self.bytes = 0
        self.delays_ms: list[float] = []
        self.counting = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        for message in self._sent:
            transport.send(WSMsgType.TEXT, message)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
            return
        if not self.counting:
            return
        text = frame.get_payload_as_bytes()
        self.updates += text.count(_MESSAGE)
        self.bytes += len(text)
        if self._reads:
            for message in json.loads(text).get("messages", ()):
                self._read(message["channel"], message["data"], time.perf_counter())

    def _read(self, channel: str, data: dict[str, Any], now: float) -> None:
        """A delay is that of each price that came by itself: until the portfolio has it, or a newer one."""
        if channel.startswith("price:"):
            self._arrived[data["coin_id"]].append((datetime.fromisoformat(data["as_of"]), now))
            return
        for asset in data["assets"]:
            waiting, shown = self._arrived[asset["coin_id"]], datetime.fromisoformat(asset["price_as_of"])
            while waiting and waiting[0][0] <= shown:
                self.delays_ms.append((now - waiting.popleft()[1]) * 1e3)


async def watch(
    url: str,
    clients: Sequence[PortfolioClient],
    settle: Callable[[], object],
    seconds: float,
    meter: Callable[[], Mapping[str, float]],
) -> dict[str, float]:
    """Connect them, let `settle` wait, count for `seconds`; gives by how much each meter went on meanwhile."""
    transports: list[WSTransport] = []
    for client in clients:
        transports.append((await ws_connect(lambda client=client: client, url))[0])
        await asyncio.sleep(0.02)
    await asyncio.to_thread(settle)
    before = meter()
    for client in clients:
        client.counting = True
    await asyncio.sleep(seconds)
    counted = {name: now - before[name] for name, now in meter().items()}
    for client in clients:
        client.counting = False
    for transport in transports:
        transport.disconnect()
    return counted
