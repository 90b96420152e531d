"""A large portfolio: 100 000 transactions imported, their lots by each method, one more, two years of history."""

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from bench.accounts import new_account
from bench.figures import Figure, at_most
from bench.platform import env, wait_for

_ROWS: Final = 100_000
_COINS: Final = ("BTC", "ETH", "SOL")
_METHODS: Final = ("fifo", "lifo", "hifo", "average")
_BEGIN: Final = datetime(2024, 1, 1, tzinfo=UTC)
_HEAD: Final = "time,kind,wallet,in_quantity,in_asset,out_quantity,out_asset,fee_quantity,fee_asset"
_SEED: Final = 7


def measure() -> list[Figure]:
    _, token = new_account()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{env()['GATEWAY_URL']}/api", headers=headers, timeout=60) as http:
        made = http.post("/portfolio", json={"name": "Bench", "base_currency": "USD"}).raise_for_status().json()
        path = f"/portfolio/{made['portfolio_id']}"
        took: dict[str, float] = {}
        _import(http, path, took)
        _compute(http, path, took)
        http.delete(path).raise_for_status()
    return [
        at_most("portfolio", "100 000 rows imported", took["tried"] + took["committed"], "s", 20),
        Figure("portfolio", "of that, the dry run", took["tried"], "s"),
        *(at_most("portfolio", f"lots by {method}, the first time", took[method], "s", 3) for method in _METHODS),
        at_most("portfolio", "one more transaction and the value after it", 1_000 * took["more"], "ms", 100),
        at_most("portfolio", "two years of daily history", took["history"], "s", 1),
        at_most("portfolio", "a page of transactions", 1_000 * took["page"], "ms", 100),
    ]


def _import(http: httpx.Client, path: str, took: dict[str, float]) -> None:
    text = "\n".join((_HEAD, *_rows()))
    with _timed(took, "tried"):
        answer = http.post(
            f"{path}/imports",
            params={"filename": "bench.csv"},
            content=text.encode(),
            headers={"Content-Type": "text/csv"},
        )
    tried = answer.raise_for_status().json()
    if tried["new"] != _ROWS:
        raise RuntimeError(f"the dry run found {tried['new']} new rows: {json.dumps(tried['errors'][:3])}")
    with _timed(took, "committed"):
        http.post(f"{path}/imports/{tried['import_id']}/commit").raise_for_status()
        wait_for(lambda: _is_committed(http, f"{path}/imports/{tried['import_id']}"), 60, "100 000 rows committed")


def _is_committed(http: httpx.Client, path: str) -> bool:
    """A commit of so many rows goes on after its answer."""
    return bool(http.get(path).raise_for_status().json()["state"] == "committed")


def _compute(http: httpx.Client, path: str, took: dict[str, float]) -> None:
    for method in _METHODS:
        with _timed(took, method):
            http.get(f"{path}/lots", params={"method": method, "limit": 1}).raise_for_status()
    http.get(path).raise_for_status()
    row = {
        "kind": "trade",
        "time": datetime.now(UTC).isoformat(),
        "in": {"asset": "BTC", "quantity": "0.1"},
        "out": {"asset": "USD", "quantity": "5000"},
    }
    with _timed(took, "more"):
        http.post(f"{path}/transactions", json=row).raise_for_status()
        http.get(path).raise_for_status()
    span = {"start": _BEGIN.isoformat(), "end": (_BEGIN + timedelta(days=730)).isoformat()}
    with _timed(took, "history"):
        http.get(f"{path}/history", params=span).raise_for_status()
    with _timed(took, "page"):
        http.get(f"{path}/transactions", params={"limit": 100}).raise_for_status()


def _rows() -> Iterator[str]:
    """Purchases and sales in turn, three purchases to two sales, over two years."""
    rng = random.Random(_SEED)
    step = timedelta(days=730) / _ROWS
    for at in range(_ROWS):
        when = (_BEGIN + at * step).isoformat()
        coin = _COINS[at % len(_COINS)]
        quantity, money = f"{rng.uniform(0.01, 2):.6f}", f"{rng.uniform(10, 5_000):.2f}"
        bought = at % 5 < 3  # noqa: PLR2004 - three of five
        sides = f"{quantity},{coin},{money},USD" if bought else f"{money},USD,{quantity},{coin}"
        yield f"{when},trade,Bench,{sides},0.50,USD"


@contextmanager
def _timed(took: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took[name] = time.perf_counter() - began
