"""How long `make up` takes when everything is installed already."""

import time

from bench.figures import Figure, at_most
from bench.platform import make


def measure() -> list[Figure]:
    """The first start makes the databases and warms the machine's caches; the second is what an operator waits for.

    Simulated data of earlier runs are deleted: they cost time, and their limits' buckets may be empty.
    """
    make("reset", **LIMITS)
    make("up", **LIMITS)
    make("down")
    started = time.perf_counter()
    make("up", **LIMITS)
    return [at_most("start", "make up, the second time", time.perf_counter() - started, "s", 25)]


# Limits stay on in a benchmark, raised far enough for one address to be many clients.
LIMITS = {
    "SIMULATED": "1",
    "RATE": "40",
    # What is measured is measured when the history is in: a little of it, so that this takes a minute.
    "HISTORY_MINUTES": "P1D",
    "HISTORY_HOURS": "P30D",
    "HISTORY_DAYS": "P60D",
    "HISTORY_SHARE": "1",
    "REQUEST_RATE": "100000",
    "REQUEST_BURST": "200000",
    "REQUEST_LEASE": "1000",
    "USER_RATE": "100000",
    "USER_BURST": "200000",
    # So that one machine can be many addresses, by X-Forwarded-For.
    "TRUSTED_PROXIES": "127.0.0.1",
    "WEBSOCKET_CONNECTIONS": "2000",
    "HANDSHAKE_RATE": "1000",
    "HANDSHAKE_BURST": "10000",
    "SUBSCRIPTION_RATE": "1000000",
    "SUBSCRIPTION_BURST": "1000000",
    "ROW_RATE": "1000000",
    "ROW_BURST": "1000000",
    "HOLDER_ROW_RATE": "1000000",
    "HOLDER_ROW_BURST": "1000000",
}
