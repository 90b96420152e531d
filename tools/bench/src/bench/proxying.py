"""The gateway in front of a service: requests/s at 16 connections, and what it adds at 200 requests/s."""

import asyncio
from typing import Final

import uvloop

from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import env, status
from bench.requests import latencies_ms, throughput

_PATH: Final = "/market/venues"
_ROUNDS: Final = 3


def measure() -> list[Figure]:
    """Direct and through the gateway in turns, so that both see the same machine."""
    service = next(process["url"] for process in status() if process["name"] == "market-data") + _PATH
    gateway = env()["GATEWAY_URL"] + "/api" + _PATH
    return uvloop.run(_measure(service, gateway))


async def _measure(service: str, gateway: str) -> list[Figure]:
    direct, proxied = 0.0, 0.0
    for _ in range(_ROUNDS):
        direct += await throughput(service, 16, 4) / _ROUNDS
        proxied += await throughput(gateway, 16, 4) / _ROUNDS
    alone: list[float] = []
    through: list[float] = []
    for _ in range(_ROUNDS):
        alone += await latencies_ms(service, 200, 5)
        through += await latencies_ms(gateway, 200, 5)
        await asyncio.sleep(0.5)
    return [
        Figure("gateway", "service alone, 16 connections", direct, "requests/s"),
        Figure("gateway", "through the gateway", proxied, "requests/s"),
        at_least("gateway", "share of the service's own", 100 * proxied / direct, "%", 30),
        at_most("gateway", "added p50 at 200 requests/s", percentile(through, 0.5) - percentile(alone, 0.5), "ms", 2),
        at_most(
            "gateway", "added p99 at 200 requests/s", percentile(through, 0.99) - percentile(alone, 0.99), "ms", 10
        ),
    ]
