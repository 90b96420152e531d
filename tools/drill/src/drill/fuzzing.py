"""The drill that sends the running platform what no honest client sends."""

import asyncio
from collections.abc import Iterator
from typing import Final

from drill.fuzz.attack import fuzz_requests, fuzz_stream
from drill.platform import LOCAL, DrillError, Platform

_REQUESTS: Final = 60_000
_MESSAGES: Final = 60_000
_SEED: Final = 9
_LIMITED: Final = ("REQUEST", "HANDSHAKE", "SUBSCRIPTION", "LOOKUP", "ROW")
_UNLIMITED: Final = {
    "WEBSOCKET_MESSAGES": "1000000",
    **{f"{what}_{limit}": "1000000" for what in _LIMITED for limit in ("RATE", "BURST")},
}
_BAD_SIGNS: Final = ("Traceback", '"level":"error"', '"level": "error"', "[error")


def fuzz(platform: Platform) -> Iterator[str]:
    """120 000 broken requests and stream messages: no 5xx, no traceback, no session ended, no process restarted."""
    platform.start(SIMULATED="1", RATE="20", **_UNLIMITED)
    restarts = {process["name"]: process["restarts"] for process in platform.status()["processes"]}
    url = platform.env["GATEWAY_URL"]
    statuses = asyncio.run(fuzz_requests(url, _SEED, _REQUESTS))
    yield f"{_REQUESTS} requests: " + ", ".join(
        f"{count} times {status or 'no answer'}" for status, count in sorted(statuses.items())
    )
    kinds = asyncio.run(fuzz_stream(url, _SEED, _MESSAGES))
    yield f"{_MESSAGES} messages: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    after = {process["name"]: process["restarts"] for process in platform.status()["processes"]}
    if after != restarts:
        raise DrillError(f"processes were restarted: {restarts} then {after}")
    for path in sorted((LOCAL / "log").glob("*.log")):
        if sign := next((sign for sign in _BAD_SIGNS if sign in path.read_text(errors="replace")), None):
            raise DrillError(f"{path.name} holds {sign}")
    yield "no log line of an error"
