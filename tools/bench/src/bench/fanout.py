"""Fan-out: 500 WebSocket clients with 20 channels each, against Starlette's `send_text` loop."""

import asyncio
import time
from typing import Final

from bench.figures import Figure, at_most, percentile
from bench.platform import cpu_seconds, env, generate, get
from bench.send_text import frames_per_cpu_second
from bench.sockets import crowd

_CLIENTS: Final = 500
_CHANNELS: Final = 20
_SECONDS: Final = 20.0


def measure() -> list[Figure]:
    """Needs the platform up with raised limits; sets the generator so that each coin changes 4 times a second."""
    generate(600, None)
    coins = [coin["coin_id"] for coin in get(f"/api/market/coins?limit={_CHANNELS}")["items"]]
    channels = [f"price:{coin}" for coin in coins]
    url = env()["GATEWAY_URL"].replace("http", "ws") + "/ws"
    return asyncio.run(_measure(url, channels, frames_per_cpu_second()))


async def _measure(url: str, channels: list[str], plain: float) -> list[Figure]:
    used: list[float] = []

    async def watch_cpu() -> None:
        await asyncio.sleep(_CLIENTS * 0.006 + 3)
        before, started = cpu_seconds("gateway"), time.perf_counter()
        await asyncio.sleep(_SECONDS - 2)
        used.append((cpu_seconds("gateway") - before) / (time.perf_counter() - started))

    watcher = asyncio.create_task(watch_cpu())
    clients = await crowd(url, _CLIENTS, channels, 3, _SECONDS)
    await watcher
    delays = [delay for client in clients for delay in client.delays_ms]
    frames = len(delays) / _SECONDS
    updates = sum(client.updates for client in clients) / _SECONDS / len(clients) / len(channels)
    per_cpu = frames / used[0]
    return [
        Figure("fan-out", f"{_CLIENTS} clients × {len(channels)} channels, updates/s a channel", updates, "/s"),  # noqa: RUF001 - a real multiplication sign
        at_most("fan-out", "p99 from sent_at to client", percentile(delays, 0.99), "ms", 250),
        at_most("fan-out", "gateway", used[0], "cores", 0.5),
        Figure("fan-out", "frames a CPU second", per_cpu, "frames"),
        Figure("fan-out", "Starlette's send_text loop, frames of ready text a CPU second", plain, "frames"),
    ]
