"""What is promised of the running containers, tried out: live prices, what they cannot do, how they end."""

import asyncio
import contextlib
import json
import ssl
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import httpx
from stack.errors import StackError
from websockets.asyncio.client import connect

from containers.running.podman import Containers, inside

GATEWAY: Final = "http://127.0.0.1:8100"
SITE: Final = "tidemark.localhost"
_COIN: Final = "bitcoin"
_PRICE_SECONDS: Final = 90.0
_STREAM_SECONDS: Final = 5.0
_GRACE: Final = 30
_COMPILERS: Final = ("gcc", "cc", "g++", "make", "pip", "apt-get", "perl")
_TRY_OUT: Final = f"""
id -u
(touch /written /app/written /usr/written) 2>/dev/null && echo written || echo read-only
grep -E '^(CapEff|CapBnd|NoNewPrivs):' /proc/self/status
for program in {" ".join(_COMPILERS)}; do command -v $program || true; done
"""
_NO_CAPABILITIES: Final = "0000000000000000"


class BrokenPromiseError(StackError):
    """Something is not as promised."""


def live_prices() -> Iterator[str]:
    """The composite price by REST moves, is simulated and says so; by WebSocket it comes by itself."""
    with httpx.Client(base_url=GATEWAY, timeout=5) as client:
        first = _price(client)
        deadline = time.monotonic() + _PRICE_SECONDS
        while (second := _price(client))["as_of"] == first["as_of"] or second["price"] is None:
            if time.monotonic() > deadline:
                raise BrokenPromiseError(f"no new price within {_PRICE_SECONDS:.0f} s: {second}")
            time.sleep(0.5)
        mode = client.get("/api/time").headers["X-Data-Mode"]
    if mode != "simulated":
        raise BrokenPromiseError(f"the mode is {mode}")
    yield f"REST: {_COIN} at {second['price']} ({second['as_of']}), mode {mode}"
    yield f"WebSocket: {_streamed('ws://127.0.0.1:8100/ws')} prices of {_COIN} in 5 s"


def _price(client: httpx.Client) -> dict[str, Any]:
    answer = client.get(f"/api/market/prices/{_COIN}")
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _streamed(url: str, **options: Any) -> int:
    """Count the messages of a coin's price within five seconds; none is a broken promise."""
    count = asyncio.run(_count(url, **options))
    if not count:
        raise BrokenPromiseError(f"{url} has sent no price")
    return count


async def _count(url: str, **options: Any) -> int:
    count, channel = 0, f"price:{_COIN}"
    async with connect(url, close_timeout=2, **options) as stream:
        await stream.send(json.dumps({"op": "subscribe", "id": 1, "channels": [channel]}))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STREAM_SECONDS):
                async for text in stream:
                    count += sum(update["channel"] == channel for update in json.loads(text).get("messages", ()))
    return count


def entrance() -> Iterator[str]:
    """HTTP leads to HTTPS; pages, API and stream come over it, with HSTS. The certificate was made at start."""
    unknown = ssl.create_default_context()
    unknown.check_hostname, unknown.verify_mode = False, ssl.CERT_NONE
    redirect = httpx.get("http://127.0.0.1:8080/coins", headers={"Host": SITE})
    if redirect.headers.get("location") != f"https://{SITE}/coins":
        raise BrokenPromiseError(f"HTTP answers {redirect.status_code} {dict(redirect.headers)}")
    with httpx.Client(verify=unknown, timeout=5) as client:
        for path in ("/", f"/coins/{_COIN}", f"/api/market/prices/{_COIN}", "/health/live"):
            request = client.build_request("GET", f"https://127.0.0.1:8443{path}", headers={"Host": SITE})
            request.extensions["sni_hostname"] = SITE
            answer = client.send(request)
            if answer.status_code != httpx.codes.OK or "strict-transport-security" not in answer.headers:
                raise BrokenPromiseError(f"{path} by HTTPS: {answer.status_code} {dict(answer.headers)}")
    count = _streamed(f"wss://{SITE}/ws", host="127.0.0.1", port=8443, ssl=unknown, server_hostname=SITE)
    yield f"HTTPS: a redirect from HTTP, pages, API and HSTS; WSS: {count} prices in 5 s"


def locked(names: Sequence[str]) -> Iterator[str]:
    """Tried inside each container: no root, nothing to write to, no capability, no compiler or package manager."""
    for name in names:
        user, root, *rest = inside(name, "sh", "-c", _TRY_OUT).split("\n")
        status = dict(line.split(":\t", 1) for line in rest if ":\t" in line)
        programs = [line for line in rest if line.startswith("/")]
        wanted = {"CapEff": _NO_CAPABILITIES, "CapBnd": _NO_CAPABILITIES, "NoNewPrivs": "1"}
        if user == "0" or root != "read-only" or status != wanted or programs:
            raise BrokenPromiseError(f"{name}: user {user}, {root}, {status}, programs {programs}")
        yield f"{name}: user {user}, root file system read-only, no capability, no new privileges"


def graceful_ends(containers: Containers) -> Iterator[str]:
    """Each process ends by SIGTERM, by itself and without an error, within the grace period."""
    for name in reversed(containers.started):
        seconds, status = containers.stop(name, _GRACE)
        if status != 0:
            raise BrokenPromiseError(f"{name} ended with {status} after {seconds:.1f} s:\n{containers.logs(name)}")
        yield f"{name}: ended with 0 after {seconds:.1f} s"
