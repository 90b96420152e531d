"""Fan-out: 500 WebSocket clients with 20 channels each, against Starlette's `send_text` loop.

The loop sends a ready text of the same size, as often, to as many clients, and does nothing else. The gateway reads the
topics also for nobody; what that costs is measured before the clients come and is not counted as fan-out.
"""

import asyncio
import time
from typing import Final

from bench.clients.send_text import frames_per_cpu_second
from bench.clients.sockets import Client, crowd
from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import BenchError, cpu_seconds, env, generate, get

_CLIENTS: Final = 500
_CHANNELS: Final = 20
_SECONDS: Final = 20.0
_ALONE: Final = 10.0


def measure() -> list[Figure]:
    """Needs the platform up with raised limits; sets the generator so that each coin changes 4 times a second."""
    generate(600, None)
    coins = [coin["coin_id"] for coin in get(f"/api/market/coins?limit={_CHANNELS}")["items"]]
    channels = [f"price:{coin}" for coin in coins]
    url = env()["GATEWAY_URL"].replace("http", "ws") + "/ws"
    clients, alone, used = asyncio.run(_measure(url, channels))
    return _figures(clients, len(channels), alone, used)


async def _measure(url: str, channels: list[str]) -> tuple[list[Client], float, float]:
    """The clients, and the CPU seconds a second that the gateway used without and with them."""
    await asyncio.sleep(2)
    before, started = cpu_seconds("gateway"), time.perf_counter()
    await asyncio.sleep(_ALONE)
    alone = (cpu_seconds("gateway") - before) / (time.perf_counter() - started)
    clients, used = await crowd(url, _CLIENTS, channels, 3, _SECONDS, lambda: cpu_seconds("gateway"))
    return clients, alone, used / _SECONDS


def _figures(clients: list[Client], channels: int, alone: float, used: float) -> list[Figure]:
    delays = [delay for client in clients for delay in client.delays_ms]
    frames = len(delays) / _SECONDS
    size = sum(client.bytes for client in clients) // len(delays)
    updates = sum(client.updates for client in clients) / _SECONDS / len(clients) / channels
    if used <= alone:
        raise BenchError("the gateway used no more CPU with clients than without: the machine is too busy to measure")
    fanned_out = frames / (used - alone)
    plain = frames_per_cpu_second(_CLIENTS, size, frames / _CLIENTS)
    return [
        Figure("fan-out", f"{_CLIENTS} clients × {channels} channels, updates/s a channel", updates, "/s"),  # noqa: RUF001 - a real multiplication sign
        Figure("fan-out", "mean frame", size / 1_000, "kB"),
        at_most("fan-out", "p99 from sent_at to client", percentile(delays, 0.99), "ms", 250),
        at_most("fan-out", "gateway, all it does", used, "cores", 0.5),
        Figure("fan-out", "gateway before the clients came", alone, "cores"),
        Figure("fan-out", "frames a CPU second of all it does", frames / used, "frames"),
        Figure("fan-out", "frames a CPU second of the fan-out", fanned_out, "frames"),
        Figure("fan-out", "frames a CPU second of Starlette's send_text loop, ready text", plain, "frames"),
        at_least("fan-out", "against Starlette's send_text loop", fanned_out / plain, "x", 1),
    ]
