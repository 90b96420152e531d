"""The gateway before a service: requests/s at 16 connections, what it adds at 200/s, what knowing who asks adds."""

import asyncio
from typing import Final

import uvloop

from bench.accounts import gateway as second_gateway
from bench.accounts import new_account
from bench.clients.requests import latencies_ms, throughput
from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import env, status
from bench.sections.starting import LIMITS

_PATH: Final = "/market/venues"
_ROUNDS: Final = 3


def measure() -> list[Figure]:
    """Direct and through the gateway in turns, so that both see the same machine."""
    service = next(process["url"] for process in status() if process["name"] == "market-data") + _PATH
    gateway = env()["GATEWAY_URL"] + "/api" + _PATH
    return [*uvloop.run(_measure(service, gateway)), *_measure_identity(gateway)]


def _measure_identity(anonymous: str) -> list[Figure]:
    """Anonymous where limits cost next to nothing, against a token where they are counted in Redis as by default."""
    _, token = new_account()
    with second_gateway(**(LIMITS | {"REQUEST_LEASE": "10"})) as address:
        known = f"{address}/api{_PATH}"
        added = uvloop.run(_compare(anonymous, known, {"Authorization": f"Bearer {token}"}))
    return [at_most("gateway", "added by token and limits, p50 at 200 requests/s", added, "ms", 0.5)]


async def _compare(anonymous: str, known: str, headers: dict[str, str]) -> float:
    """Difference of the medians (ms), in turns."""
    free: list[float] = []
    checked: list[float] = []
    for _ in range(_ROUNDS):
        free += await latencies_ms(anonymous, 200, 5)
        checked += await latencies_ms(known, 200, 5, headers=headers)
    return percentile(checked, 0.5) - percentile(free, 0.5)


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
