"""Trades through the whole platform: 20 000/s for a minute without loss, and the delay to a client at 2 000/s.

Twenty clients of the stream follow the trades and prices of twenty coins meanwhile.
"""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final

import asyncpg
from websockets.asyncio.client import connect

from bench.clients.sockets import Client, crowd
from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import env, generate, get, simulator_state, wait_for

_RATE: Final = 20_000
_SECONDS: Final = 60
_DELAY_RATE: Final = 2_000
_DELAY_SECONDS: Final = 20
_LONGEST_DELAY_MS: Final = 150
_CLIENTS: Final = 20
_COINS: Final = 20


def measure() -> list[Figure]:
    return [*_delays(), *_load()]


def _load() -> list[Figure]:
    generate(0, None)
    wait_for(lambda: get("/api/market/pipeline")["settled"], 100, "settled before the load")
    before, sent_before = _stored(), _sent()
    with ThreadPoolExecutor(1) as pool:
        clients = pool.submit(lambda: asyncio.run(_crowd()))
        figures = _sustained(before, sent_before)
        frames = sum(len(client.delays_ms) for client in clients.result())
    return [*figures, Figure("load", f"frames that {_CLIENTS} clients got meanwhile", frames, "frames")]


async def _crowd() -> list[Client]:
    url = env()["GATEWAY_URL"].replace("http", "ws") + "/ws"
    clients, _ = await crowd(url, _CLIENTS, _channels(), 1, _SECONDS, lambda: 0.0)
    return clients


def _channels() -> list[str]:
    coins = [coin["coin_id"] for coin in get(f"/api/market/coins?limit={_COINS}")["items"]]
    return [f"{kind}:{coin}" for coin in coins for kind in ("trades", "price")]


def _sustained(before: int, sent_before: int) -> list[Figure]:
    generate(_RATE, _SECONDS)
    started = time.perf_counter()
    wait_for(lambda: simulator_state()["feed"] == "finished", _SECONDS + 60, "generator finished")
    generated_for = time.perf_counter() - started
    sent = _sent() - sent_before
    drained = wait_for(lambda: _stored() - before >= sent, 120, "all trades stored")
    doubled = _stored() - before - sent
    return [
        at_least("load", f"trades sent in {_SECONDS} s", sent / generated_for, "trades/s", _RATE * 0.98),
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
    coins = [coin["coin_id"] for coin in get(f"/api/market/coins?limit={_COINS}")["items"]]
    generate(_DELAY_RATE, _DELAY_SECONDS + 10)
    trades, prices = asyncio.run(watch_delays(coins))
    late, what = percentile(trades, 0.99), f"trades: at {_DELAY_RATE} trades/s, socket to client, p99"
    return [
        at_most("delay", what, late, "ms", _LONGEST_DELAY_MS),
        at_most("delay", "price: p99", percentile(prices, 0.99), "ms", _LONGEST_DELAY_MS),
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
