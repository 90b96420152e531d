"""The drill that sends the running platform what no honest client sends."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from drill.clients.visitor import Visitor
from drill.fuzz.attack import fuzz_requests, fuzz_stream
from drill.platform import LOCAL, UNLIMITED, DrillError, Platform

_REQUESTS: Final = 100_000
_MESSAGES: Final = 100_000
_SEED: Final = 9
_BAD_SIGNS: Final = ("Traceback", '"level":"error"', '"level": "error"', "[error")


def fuzz(platform: Platform) -> Iterator[str]:
    """200 000 broken requests and messages, some with a good token or key: no 5xx, traceback, ended session."""
    platform.start(SIMULATED="1", RATE="20", **UNLIMITED)
    earlier = {path: path.stat().st_size for path in _logs()}
    restarts = {process["name"]: process["restarts"] for process in platform.status()["processes"]}
    url = platform.env["GATEWAY_URL"]
    statuses = asyncio.run(fuzz_requests(url, _SEED, _REQUESTS, _credentials(platform)))
    yield f"{_REQUESTS} requests: " + ", ".join(
        f"{count} times {status or 'no answer'}" for status, count in sorted(statuses.items())
    )
    kinds = asyncio.run(fuzz_stream(url, _SEED, _MESSAGES))
    yield f"{_MESSAGES} messages: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    after = {process["name"]: process["restarts"] for process in platform.status()["processes"]}
    if after != restarts:
        raise DrillError(f"processes were restarted: {restarts} then {after}")
    for path in _logs():
        with path.open(errors="replace") as log:
            log.seek(earlier.get(path, 0))
            text = log.read()
        if sign := next((sign for sign in _BAD_SIGNS if sign in text), None):
            raise DrillError(f"{path.name} holds {sign}")
    yield "no log line of an error"


def _logs() -> list[Path]:
    return sorted((LOCAL / "log").glob("*.log"))


def _credentials(platform: Platform) -> list[bytes]:
    visitor = Visitor(platform)
    session = visitor.login()
    shown = {**session.headers, **visitor.new_key(session)[1]}
    return [f"{name}: {value}".encode() for name, value in shown.items()]
