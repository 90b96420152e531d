"""Trades through the whole platform: 10 000/s for a minute without loss, and the delay to a client at 2 000/s."""

import asyncio
import json
import time
from datetime import datetime
from typing import Any, Final

import asyncpg
from websockets.asyncio.client import connect

from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import env, generate, get, simulator_state, wait_for

_RATE: Final = 10_000
_SECONDS: Final = 60
_DELAY_RATE: Final = 2_000
_DELAY_SECONDS: Final = 20


def measure() -> list[Figure]:
    return [*_delays(), *_load()]


def _load() -> list[Figure]:
    generate(0, None)
    wait_for(lambda: get("/api/market/pipeline")["settled"], 100, "settled before the load")
    before, sent_before = _stored(), _sent()
    generate(_RATE, _SECONDS)
    started = time.perf_counter()
    wait_for(lambda: simulator_state()["feed"] == "finished", _SECONDS + 60, "generator finished")
    generated_for = time.perf_counter() - started
    sent = _sent() - sent_before
    drained = wait_for(lambda: _stored() - before >= sent, 120, "all trades stored")
    doubled = _stored() - before - sent
    return [
        at_least("load", f"trades sent in {generated_for:.0f} s", sent / generated_for, "trades/s", _RATE * 0.98),
        at_most("load", "trades lost or doubled", abs(doubled), "trades", 0),
        at_most("load", "until the last one was stored", drained, "s", 5),
    ]


def _sent() -> int:
    state = simulator_state()
    return sum(int(venue["trades_sent"]) for venue in state["venues"].values())


def _stored() -> int:
    async def count() -> int:
        conn = await asyncpg.connect(env()["DATABASE_URL"], timeout=10)
        try:
            return int(await conn.fetchval("SELECT count(*) FROM prices"))
        finally:
            await conn.close()

    return asyncio.run(count())


def _delays() -> list[Figure]:
    coins = [coin["coin_id"] for coin in get("/api/market/coins?limit=20")["items"]]
    generate(_DELAY_RATE, _DELAY_SECONDS + 10)
    trades, prices = asyncio.run(watch_delays(coins))
    return [
        at_most(
            "delay", f"trades: at {_DELAY_RATE} trades/s, socket to client, p99", percentile(trades, 0.99), "ms", 300
        ),
        at_most("delay", "price: p99", percentile(prices, 0.99), "ms", 300),
        Figure("delay", "trades: p50", percentile(trades, 0.5), "ms"),
    ]


async def watch_delays(coins: list[str]) -> tuple[list[float], list[float]]:
    """Delays in ms of trades and of prices, between a trade's event time at the exchange and its arrival here."""
    found: dict[str, list[float]] = {"trades": [], "price": []}
    async with connect(env()["GATEWAY_URL"].replace("http", "ws") + "/ws", max_size=2**24) as socket:
        channels = [f"{kind}:{coin}" for coin in coins for kind in found]
        await socket.send(json.dumps({"op": "subscribe", "id": 1, "channels": channels}))
        counts_from = time.time() + 4
        while time.time() < counts_from + _DELAY_SECONDS:
            message: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 10))
            now = time.time()
            if now < counts_from:
                continue
            for update in message.get("messages", []):
                kind = update["channel"].split(":")[0]
                found[kind].append((now - datetime.fromisoformat(update["ts_event"]).timestamp()) * 1e3)
    return found["trades"], found["price"]
