"""One client at its worst: what it does over REST and on the stream, from a process of its own, for some seconds."""

import asyncio
import contextlib
import itertools
import json
import multiprocessing
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.clients.requests import paced, request

_EVERY: Final = 1 / 20
_REQUESTS: Final = 100
_CONNECTIONS: Final = 16
_UNREAD: Final = 90
_LENGTHS: Final = 20
_INTERVALS: Final = ("1m", "5m", "15m", "1h", "4h", "1d")


class Target(NamedTuple):
    """Where it goes, by which headers it is known, and what there is. `seqs`: an old `seq` of each log channel."""

    url: str
    headers: Mapping[str, str]
    stream: str
    coins: Sequence[str]
    seqs: Mapping[str, int]

    @property
    def channels(self) -> list[str]:
        """As many as a connection may have."""
        names = [
            f"candles:{coin}:{interval}" for interval in ("1m", "5m", "15m", "1h", "4h", "1d") for coin in self.coins
        ]
        return [*(f"price:{coin}" for coin in self.coins), *names][:200]


Misuse = Callable[[Target, float], Awaitable[None]]


@contextlib.contextmanager
def at_work(kinds: Sequence[str], target: Target, seconds: float) -> Iterator[None]:
    """Let one client do these things at once while the block runs."""
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(kinds, target, seconds), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join(10)


def _work(kinds: Sequence[str], target: Target, seconds: float) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(KINDS[kind](target, seconds) for kind in kinds))

    uvloop.run(all_at_once())


class _Deaf(WSListener):
    """Takes what comes and looks at none of it."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())


async def _connect(target: Target) -> WSTransport:
    url = target.url.replace("http", "ws") + "/ws"
    transport, _ = await ws_connect(_Deaf, url, extra_headers=dict(target.headers))
    return transport


async def _say(target: Target, seconds: float, messages: Iterator[dict[str, object]]) -> None:
    """Say something 20 times a second."""
    transport = await _connect(target)
    for _ in range(int(seconds / _EVERY)):
        transport.send(WSMsgType.TEXT, json.dumps(next(messages)).encode())
        await asyncio.sleep(_EVERY)


async def _resume(target: Target, seconds: float) -> None:
    resume = {"stream": target.stream, "channels": dict(target.seqs)}
    message = {"op": "subscribe", "id": 1, "channels": list(target.seqs), "resume": resume}
    await _say(target, seconds, itertools.repeat(message))


async def _subscribe(target: Target, seconds: float) -> None:
    message = {"op": "subscribe", "id": 1, "channels": target.channels}
    await _say(target, seconds, itertools.repeat(message))


async def _unread(target: Target, seconds: float) -> None:
    """Subscribe on many connections, and read nothing."""
    transports = [await _connect(target) for _ in range(_UNREAD)]
    for transport in transports:
        transport.send(WSMsgType.TEXT, json.dumps({"op": "subscribe", "id": 1, "channels": target.channels}).encode())
        transport.underlying_transport.pause_reading()
    await asyncio.sleep(seconds)


async def _candles(target: Target, seconds: float) -> None:
    paths = [f"/api/market/candles/{coin}?interval=1h&limit=1000" for coin in target.coins]
    await _get(target, seconds, paths)


async def _ema(target: Target, seconds: float) -> None:
    """Ask for one value that is computed from 24 000 candles; each length is another figure for the cache."""
    lengths = itertools.islice(itertools.cycle(range(900, 1_001)), len(target.coins) * _LENGTHS)
    paths = [
        f"/api/analytics/moving-average/{coin}?kind=ema&interval=1h&limit=1&period={period}"
        for coin, period in zip(itertools.cycle(target.coins), lengths, strict=False)
    ]
    await _get(target, seconds, paths)


async def _correlation(target: Target, seconds: float) -> None:
    pairs = itertools.combinations(target.coins, 2)
    await _get(target, seconds, [f"/api/analytics/correlation/{one}/{two}?period=1000" for one, two in pairs])


async def _completeness(target: Target, seconds: float) -> None:
    paths = [f"/api/market/completeness/{coin}?start=2000-01-01T00:00:00Z" for coin in target.coins]
    await _get(target, seconds, paths)


async def _metrics(target: Target, seconds: float) -> None:
    await _get(target, seconds, ["/metrics", "/health/ready"])


async def _get(target: Target, seconds: float, paths: Sequence[str]) -> None:
    requests = itertools.cycle([request(target.url + path, target.headers) for path in paths])
    await paced(target.url, _REQUESTS, seconds, requests, _CONNECTIONS)


KINDS: Final[dict[str, Misuse]] = {
    "resume": _resume,
    "subscribe": _subscribe,
    "candles": _candles,
    "ema": _ema,
    "correlation": _correlation,
    "completeness": _completeness,
    "metrics": _metrics,
    "unread": _unread,
}
