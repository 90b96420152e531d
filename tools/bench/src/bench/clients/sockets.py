"""Many WebSocket clients in one process that only take the time: picows, no JSON per update but a look at the bytes."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

_SENT_AT = b'"sent_at":"'
_TIME = len("2026-11-22T17:00:00.000000Z")


class Client(WSListener):
    """Subscribes once connected and keeps, per frame, the delay since `sent_at`, its size and the number of updates."""

    def __init__(self, channels: Sequence[str]) -> None:
        super().__init__()
        self._subscribe = json.dumps({"op": "subscribe", "id": 1, "channels": list(channels)}).encode()
        self.delays_ms: list[float] = []
        self.updates = 0
        self.bytes = 0
        self.counting = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, self._subscribe)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
            return
        if not self.counting:
            return
        text = frame.get_payload_as_bytes()
        at = text.rfind(_SENT_AT)
        if at < 0:
            return
        start = at + len(_SENT_AT)
        self.delays_ms.append((time.time() - _seconds(text[start : start + _TIME])) * 1e3)
        self.updates += text.count(b'"channel":')
        self.bytes += len(text)


def _seconds(raw: bytes) -> float:
    """Seconds since 1970 of `…T17:00:00.123456Z`, today: the date is taken from the clock."""
    text = raw.decode()
    day = time.time() // 86_400 * 86_400
    return day + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + float(text[17:].rstrip('Z"}'))


async def _join(url: str, channels: Sequence[str]) -> tuple[WSTransport, Client]:
    client = Client(channels)
    transport, _ = await ws_connect(lambda: client, url)
    return transport, client


async def crowd(
    url: str, clients: int, channels: Sequence[str], warm_up: float, seconds: float, meter: Callable[[], float]
) -> tuple[list[Client], float]:
    """Connect `clients`, let them settle, and count for `seconds`; also by how much the meter went on meanwhile."""
    connected: list[tuple[WSTransport, Client]] = []
    for _ in range(clients):
        connected.append(await _join(url, channels))
        await asyncio.sleep(0.005)
    await asyncio.sleep(warm_up)
    before = meter()
    for _, client in connected:
        client.counting = True
    await asyncio.sleep(seconds)
    counted = meter() - before
    for transport, client in connected:
        client.counting = False
        transport.disconnect()
    return [client for _, client in connected], counted
