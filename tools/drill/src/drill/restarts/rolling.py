"""Every service stopped and started again, twice, under load: nobody notices who follows the documented rules."""

import time
from collections.abc import Iterator
from typing import Final

from drill.checks.generated import compare_generated
from drill.checks.stored_rows import truth_of
from drill.clients.visitor import Visitor
from drill.platform import UNLIMITED, Platform, wait
from drill.restarts.askers import Askers
from drill.restarts.followers import Followers

_TRADES_PER_SECOND: Final = 1_000
_CLIENTS: Final = 200
_ROUNDS: Final = 2
_READY_WITHIN: Final = 90
_COIN: Final = "LTC-"
_SERVERS: Final = ("postgres", "redis", "kafka", "exchange-simulator")
_MARKET: Final = (
    "/api/market/prices/bitcoin",
    "/api/market/candles/bitcoin?limit=50",
    "/api/analytics/moving-average/bitcoin?limit=10",
    "/api/sentiment/overview",
)
_OWN: Final = ("/api/users/me", "/api/portfolio")


def rolling(platform: Platform) -> Iterator[str]:
    """Each service restarted twice under 1 000 trades/s, 200 clients of the stream, and requests all the time."""
    platform.start(SIMULATED="1", RATE="20", WEBSOCKET_CONNECTIONS=str(2 * _CLIENTS), **UNLIMITED)
    wait(lambda: platform.get(_MARKET[0])["price"] is not None, "priced", 60)
    visitor = Visitor(platform)
    session = visitor.login()
    gateway = platform.env["GATEWAY_URL"]
    paths: dict[str, dict[str, str]] = {path: {} for path in _MARKET} | dict.fromkeys(_OWN, session.headers)
    began = time.monotonic()
    with Followers(gateway, _CLIENTS) as followers, Askers(gateway, paths) as askers:
        platform.control("/generate", {"trades_per_second": _TRADES_PER_SECOND, "seconds": None})
        for number in range(_ROUNDS):
            yield f"round {number + 1}: " + ", ".join(_restart_each(platform))
        platform.control("/generate", {"trades_per_second": 0, "seconds": None})
        yield from compare_generated(platform, 0)
        truth = {key for key in truth_of(platform) if key[0].startswith(_COIN)}
        wait(lambda: followers.has_all(truth), "all trades with all clients", 30, every=2)
    yield f"{followers.check(truth)}, in {time.monotonic() - began:.0f} s"
    yield askers.check()


def _restart_each(platform: Platform) -> Iterator[str]:
    for name in platform.processes():
        if name in _SERVERS:
            continue
        started = time.monotonic()
        platform.halt(name)
        platform.resume(name)
        platform.wait_ready(_READY_WITHIN)
        yield f"{name} {time.monotonic() - started:.1f} s"
