"""5 000 open portfolios of 20 coins each, live: what valuing them costs, and how soon a price is in their messages.

The portfolios are put into the tables directly: what is measured begins when somebody looks at them.
"""

import asyncio
import random
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from jose import jwt

from bench.accounts import new_account
from bench.clients.portfolio_sockets import PortfolioClient, watch
from bench.figures import Figure, at_most, percentile
from bench.platform import BenchError, cpu_seconds, env, generate, get, metric, wait_for

_PORTFOLIOS: Final = 5_000
_COINS: Final = 20
_OF_ONE_CLIENT: Final = 50
_READING: Final = 5
"""Clients of one portfolio each that take the time; reading all of them would be what is measured."""
_SECONDS: Final = 20.0
_SETTLED_WITHIN: Final = 240.0
_BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_SEED: Final = 11


def measure() -> list[Figure]:
    """Needs the platform up with raised limits; sets the generator so that a coin changes some 4 times a second."""
    generate(100, None)
    coins = [coin["coin_id"] for coin in get(f"/api/market/coins?limit={_COINS}")["items"]]
    _, token = new_account()
    return asyncio.run(_measure(coins, token))


async def _measure(coins: list[str], token: str) -> list[Figure]:
    made = await _fill(coins, UUID(jwt.get_unverified_claims(token)["sub"]))
    url = env()["GATEWAY_URL"].replace("http", "ws") + "/ws"
    groups = [made[at : at + _OF_ONE_CLIENT] for at in range(0, len(made), _OF_ONE_CLIENT)]
    reading = [PortfolioClient(token, [one], coins) for one in made[:_READING]]
    clients = [*(PortfolioClient(token, group) for group in groups), *reading]

    def meter() -> dict[str, float]:
        return {name: cpu_seconds(name) for name in ("portfolio", "gateway")}

    used = await watch(url, clients, _settle, _SECONDS, meter)
    updates = sum(client.updates for client in clients) / _SECONDS
    delays = [delay for client in reading for delay in client.delays_ms]
    if not delays:
        raise BenchError("no portfolio's message had a price that had come before")
    return [
        Figure("live portfolios", f"valuations/s of {_PORTFOLIOS} portfolios", updates, "/s"),
        Figure("live portfolios", "mean message", sum(one.bytes for one in clients) / _SECONDS / updates / 1_000, "kB"),
        at_most("live portfolios", "portfolio service, all it does", used["portfolio"] / _SECONDS, "cores", 0.5),
        Figure("live portfolios", "gateway, all it does", used["gateway"] / _SECONDS, "cores"),
        Figure("live portfolios", "p50 from a price's message to the portfolio's", percentile(delays, 0.5), "ms"),
        at_most(
            "live portfolios", "p99 from a price's message to the portfolio's", percentile(delays, 0.99), "ms", 500
        ),
    ]


def _settle() -> None:
    """Until every portfolio is loaded; then a few seconds more."""
    wait_for(
        lambda: metric("portfolio", "portfolio_watched") >= _PORTFOLIOS,
        _SETTLED_WITHIN,
        f"{_PORTFOLIOS} portfolios loaded",
    )
    time.sleep(10)


async def _fill(coins: list[str], user_id: UUID) -> list[str]:
    rng = random.Random(_SEED)
    portfolios = [uuid4() for _ in range(_PORTFOLIOS)]
    conn = await asyncpg.connect(env()["DATABASE_URL"])
    try:
        await conn.copy_records_to_table(
            "portfolios",
            records=[(one, user_id, "Bench", "USD", "fifo", False, 1, 0) for one in portfolios],
            columns=["id", "user_id", "name", "base_currency", "lot_method", "track_cash", "revision", "rewritten"],
        )
        await conn.copy_records_to_table(
            "portfolio_pools",
            records=[(one, datetime(1970, 1, 1, tzinfo=UTC), "portfolio") for one in portfolios],
            columns=["portfolio_id", "since", "pool"],
        )
        await conn.copy_records_to_table(
            "transactions",
            records=[_purchase(one, coin, rng) for one in portfolios for coin in coins],
            columns=[
                *("id", "portfolio_id", "revision", "kind", "time", "wallet", "in_asset", "in_quantity"),
                *("out_asset", "out_quantity", "worth", "worth_source"),
            ],
        )
    finally:
        await conn.close()
    return [str(one) for one in portfolios]


def _purchase(portfolio_id: UUID, coin: str, rng: random.Random) -> tuple[Any, ...]:
    quantity = Decimal(rng.randrange(1, 10**12)).scaleb(-8)
    paid = Decimal(rng.randrange(1, 10**7)).scaleb(-2)
    return uuid4(), portfolio_id, 1, "trade", _BEGIN, "Main", coin, quantity, "USD", paid, paid, "given"
