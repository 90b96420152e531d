"""50 000 armed alerts at 5 000 trades/s: what judging them costs, and how soon a crossing is at its webhook.

The alerts are put into the tables directly: what is measured begins when the service has read them.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
from jose import jwt

from bench.accounts import new_account
from bench.clients.hook_receiver import HookReceiver
from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import cpu_seconds, env, generate, get, metric, wait_for

_ALERTS: Final = 50_000
_COINS: Final = 24
_RATE: Final = 5_000
_SECONDS: Final = 20.0
_SETTLE_SECONDS: Final = 15
_ARMED_WITHIN: Final = 120
_FAR: Final = (0.03, 0.5)
"""How far from the price the levels are that cost: most of them are never reached meanwhile."""
_NEAR: Final = 0.0005
"""How far from the price the levels are that are timed: the price passes them within seconds."""
_OWNERS: Final = 5
"""Of the alerts that are timed: at most four requests of one webhook are open at a time."""
_AT_A_TIME: Final = 2
"""Alerts that are armed for each owner every second, so that crossings do not all come at once."""
_TIMED: Final = 300
"""Crossings."""
_TIMED_WITHIN: Final = 180
_SEED: Final = 13
_COLUMNS: Final = (
    *("id", "user_id", "coin_id", "joined", "conditions", "repeat", "rearm_percent", "cooldown_s", "channels"),
    *("state", "memory", "armed_at"),
)
_MEMORY: Final = msgspec.json.encode({"latches": [{"side": "new"}], "fired_us": None}).decode()


def measure() -> list[Figure]:
    """Needs the platform up; sets the generator, and takes the alerts out of the tables afterwards."""
    generate(_RATE, None)
    time.sleep(_SETTLE_SECONDS)
    rng = random.Random(_SEED)
    without = _cores()
    with HookReceiver() as receiver:
        owners = [_owner(receiver, f"{number}") for number in range(_OWNERS)]
        try:
            _arm([_alert(owners[0], rng, _FAR, "app") for _ in range(_ALERTS)])
            wait_for(lambda: metric("portfolio", "portfolio_alerts_armed") >= _ALERTS * 0.99, _ARMED_WITHIN, "armed")
            time.sleep(_SETTLE_SECONDS)
            used = _cores()
            delays = _crossings(receiver, owners, rng)
        finally:
            asyncio.run(_delete(owners))
            generate(0, None)
    return [
        Figure("alerts", "portfolio service without alerts", without, "cores"),
        at_most("alerts", f"the same with {_ALERTS} armed, {_RATE} trades/s", used, "cores", 0.5),
        at_least("alerts", "crossings received, signed", len(delays), "", _TIMED),
        Figure("alerts", "p50 from the price's state to the webhook", percentile(delays, 0.5), "s"),
        at_most("alerts", f"p99 of it, at {_RATE} trades/s and {_ALERTS} armed", percentile(delays, 0.99), "s", 1),
    ]


def _crossings(receiver: HookReceiver, owners: Sequence[UUID], rng: random.Random) -> list[float]:
    """Arm alerts beside the price, a few each second, until enough of them have been received; their delays."""
    ends = time.monotonic() + _TIMED_WITHIN
    while len(receiver.delays_s) < _TIMED and time.monotonic() < ends:
        _arm([_alert(owner, rng, (0, _NEAR), "webhook") for owner in owners for _ in range(_AT_A_TIME)])
        time.sleep(1)
    return list(receiver.delays_s)


def _cores() -> float:
    """What the portfolio service uses in the next seconds."""
    before = cpu_seconds("portfolio")
    time.sleep(_SECONDS)
    return (cpu_seconds("portfolio") - before) / _SECONDS


def _owner(receiver: HookReceiver, name: str) -> UUID:
    """A new account with a webhook of its own at the receiver."""
    _, token = new_account()
    url, headers = f"{env()['GATEWAY_URL']}/api/users/me/webhooks", {"Authorization": f"Bearer {token}"}
    answer = httpx.post(url, json={"url": receiver.url_of(name)}, headers=headers, timeout=20).raise_for_status()
    receiver.sign_by(name, answer.json()["secret"])
    return UUID(jwt.get_unverified_claims(token)["sub"])


def _alert(owner: UUID, rng: random.Random, away: tuple[float, float], channel: str) -> tuple[Any, ...]:
    """A row without its coin and level: those come when it is written, from the price that is then."""
    side = rng.choice((-1, 1))
    op = "crosses_above" if side > 0 else "crosses_below"
    return owner, op, Decimal(f"{1 + side * rng.uniform(*away):.6f}"), channel


def _arm(wanted: Sequence[tuple[Any, ...]]) -> None:
    coins = [coin for coin in get(f"/api/market/coins?limit={_COINS}")["items"] if coin["price"] is not None]
    rows = []
    for number, (owner, op, factor, channel) in enumerate(wanted):
        coin = coins[number % len(coins)]
        rows.append(_row(owner, coin["coin_id"], op, Decimal(coin["price"]) * factor, channel))
    asyncio.run(_insert(rows))


def _row(owner: UUID, coin_id: str, op: str, level: Decimal, channel: str) -> tuple[Any, ...]:
    conditions = msgspec.json.encode([{"figure": "price", "op": op, "value": f"{level:f}", "params": ""}]).decode()
    return uuid4(), owner, coin_id, "any", conditions, "once", Decimal(1), 0, [channel], "armed", _MEMORY


async def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    conn = await asyncpg.connect(env()["DATABASE_URL"])
    try:
        now = await conn.fetchval("SELECT now()")
        records = [(*row, now) for row in rows]
        await conn.copy_records_to_table("price_alerts", records=records, columns=_COLUMNS)
    finally:
        await conn.close()


async def _delete(owners: Sequence[UUID]) -> None:
    conn = await asyncpg.connect(env()["DATABASE_URL"])
    try:
        await conn.execute("DELETE FROM price_alerts WHERE user_id = ANY ($1)", owners)
    finally:
        await conn.close()
