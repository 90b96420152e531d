"""100 wrong logins a second: how many are refused without a hash, and what others notice of it."""

import asyncio
import itertools
import json
import re
from collections.abc import Iterator
from typing import Final

import httpx
import uvloop

from bench.accounts import new_account
from bench.clients.requests import Answer, latencies_ms, paced, request
from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import env, status

_RATE: Final = 100
_SECONDS: Final = 30
_OTHERS: Final = 50
_TOO_MANY: Final = 429
_COUNTER: Final = re.compile(r"^users_password_hashes_total (\S+)", re.MULTILINE)


def measure() -> list[Figure]:
    """First all from one address, then as many addresses as there are attempts, all on one account."""
    name, _ = new_account()
    alone = uvloop.run(_others())
    found: list[Figure] = [Figure("logins", "others' p99, idle", percentile(alone, 0.99), "ms")]
    for who, addresses in (("one address", 1), ("one account, 3 000 addresses", _RATE * _SECONDS)):
        before = _hashes()
        answers, beside = uvloop.run(_attack(_wrong_logins(name, addresses)))
        found += _figures(who, answers, beside, alone, _hashes() - before)
    return found


def _figures(who: str, answers: list[Answer], beside: list[float], alone: list[float], hashes: float) -> list[Figure]:
    refused = sum(answer.status == _TOO_MANY for answer in answers) / len(answers)
    slower = percentile(beside, 0.99) / percentile(alone, 0.99)
    return [
        at_least("logins", f"{who}: answered 429", 100 * refused, "%", 90),
        at_most("logins", f"{who}: hashes computed", 100 * hashes / len(answers), "% of attempts", 10),
        at_most("logins", f"{who}: others' p99 against idle", slower, "times", 3),
    ]


async def _attack(requests: Iterator[bytes]) -> tuple[list[Answer], list[float]]:
    attack, beside = await asyncio.gather(
        paced(env()["GATEWAY_URL"], _RATE, _SECONDS, requests, connections=32), _others()
    )
    return attack, beside


async def _others() -> list[float]:
    return await latencies_ms(env()["GATEWAY_URL"] + "/api/market/venues", _OTHERS, _SECONDS)


def _wrong_logins(name: str, addresses: int) -> Iterator[bytes]:
    url = env()["GATEWAY_URL"] + "/api/users/login"
    for number in itertools.count():
        body = json.dumps({"login": name, "password": f"a wrong one, number {number}"}).encode()
        at = number % addresses
        yield request(url, {"X-Forwarded-For": f"10.1.{at // 256}.{at % 256}"}, body)


def _hashes() -> float:
    users = next(process["url"] for process in status() if process["name"] == "users")
    found = _COUNTER.search(httpx.get(f"{users}/metrics", timeout=20).text)
    return float(found[1]) if found else 0.0
