"""One greedy client: what somebody else notices of it, against the same machine without it.

A gateway of its own has the default limits, so that the greedy client is one address and the other client another.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import uvloop
from websockets.asyncio.client import ClientConnection, connect

from bench.accounts import gateway as second_gateway
from bench.clients.greedy_client import KINDS, Target, at_work
from bench.clients.requests import latencies_ms
from bench.figures import Figure, at_most, percentile
from bench.platform import generate, get

_SECONDS: Final = 20.0
_WARM_UP: Final = 4.0
_REQUESTS: Final = 40
_PINGS: Final = 10
_LOGS: Final = 32
_TRADES: Final = 600
_GREEDY: Final = {"X-Forwarded-For": "203.0.113.1"}
_OTHER: Final = {"X-Forwarded-For": "203.0.113.2"}


class Noticed(NamedTuple):
    """99th percentiles in ms: of a price over REST, of a price's age on the stream, of a ping's answer.

    A price is as old as its newest trade or quote: so whatever holds it up on the way counts.
    """

    rest: float
    price: float
    ping: float


def measure() -> list[Figure]:
    generate(_TRADES, None)
    with second_gateway(TRUSTED_PROXIES="127.0.0.1") as url:
        return uvloop.run(_measure(url))


async def _measure(url: str) -> list[Figure]:
    target = await _look_around(url)
    before = await _notice(url)
    found: list[Figure] = []
    for kinds in (*([kind] for kind in KINDS), list(KINDS)):
        with at_work(kinds, target, _SECONDS + 2 * _WARM_UP):
            beside = await _notice(url)
        found += _ratios(" and ".join(kinds) if len(kinds) == 1 else "all together", beside, before)
    return [*(Figure("greedy", f"{name} p99, idle", value, "ms") for name, value in before._asdict().items()), *found]


def _ratios(what: str, beside: Noticed, alone: Noticed) -> list[Figure]:
    return [
        at_most("greedy", f"{what}: another client's {name} p99 against idle", slower / idle, "times", 3)
        for name, slower, idle in zip(Noticed._fields, beside, alone, strict=True)
    ]


async def _look_around(url: str) -> Target:
    """What the greedy client may ask for; the `seq` that it will resume from are as old as the first measurement."""
    coins = [coin["coin_id"] for coin in get("/api/market/coins?limit=48")["items"]]
    logs = [f"trades:{coin}" for coin in coins[:_LOGS]]
    async with _connected(url, _GREEDY) as socket:
        hello = json.loads(await socket.recv())
        await _subscribe(socket, logs)
        seqs: dict[str, int] = {}
        while len(seqs) < len(logs):
            message = json.loads(await socket.recv())
            if message["type"] == "snapshot":
                seqs[message["channel"]] = message["seq"]
    return Target(url, _GREEDY, hello["stream"], coins, seqs)


async def _notice(url: str) -> Noticed:
    """What the other client sees for some seconds."""
    await asyncio.sleep(_WARM_UP)
    rest, (ages, pings) = await asyncio.gather(
        latencies_ms(f"{url}/api/market/prices/bitcoin", _REQUESTS, _SECONDS, headers=_OTHER), _listen(url)
    )
    return Noticed(percentile(rest, 0.99), percentile(ages, 0.99), percentile(pings, 0.99))


async def _listen(url: str) -> tuple[list[float], list[float]]:
    """Ages (ms) of the prices that come, and delays of answers to pings."""
    ages: list[float] = []
    pings: list[float] = []
    async with _connected(url, _OTHER) as socket:
        await _subscribe(socket, ["price:bitcoin", "price:ethereum"])
        pinging = asyncio.create_task(_ping(socket))
        ends = time.perf_counter() + _SECONDS
        while time.perf_counter() < ends:
            message: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 30))
            if message["type"] == "pong":
                pings.append(time.perf_counter() * 1e3 - message["id"] / 1e3)
            elif message["type"] == "update":
                now = time.time()
                ages += [(now - _seconds(one["data"]["as_of"])) * 1e3 for one in message["messages"]]
        pinging.cancel()
    return ages, pings


async def _ping(socket: ClientConnection) -> None:
    """Ping at even times; the id of a ping is the time (µs) that it was due."""
    started = time.perf_counter()
    for number in itertools.count(1):
        due = started + number / _PINGS
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        await socket.send(json.dumps({"op": "ping", "id": int(due * 1e6)}))


def _connected(url: str, headers: Mapping[str, str]) -> connect:
    return connect(f"{url.replace('http', 'ws')}/ws", max_size=2**24, additional_headers=headers)


async def _subscribe(socket: ClientConnection, channels: list[str]) -> None:
    await socket.send(json.dumps({"op": "subscribe", "id": 1, "channels": channels}))


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
