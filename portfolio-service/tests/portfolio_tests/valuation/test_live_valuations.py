"""Portfolios that are looked at are valued on the stream: over real Kafka and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from portfolio.settings import Settings
from shared.clock import now_us
from shared.events import PriceV1, ValuationV1, WatchV1, decoder
from shared.kafka import Producer, Reader
from shared.kafka.topics import VALUATIONS, WATCHES
from stack.testing import eventually

from ..owners import Owner

BUY = {
    "kind": "trade",
    "time": "2026-01-31T12:00:00Z",
    "in": {"asset": "BTC", "quantity": "0.50"},
    "out": {"asset": "USD", "quantity": "20000"},
    "fee": {"asset": "USD", "quantity": "7.5"},
}
SELL = {
    "kind": "trade",
    "time": "2026-01-31T13:00:00Z",
    "out": {"asset": "ETH", "quantity": "0.3"},
    "in": {"asset": "USD", "quantity": "1000"},
}
"""More than there is: its cost is not known."""


class Stream:
    """What the topic of valuations says from now on, by portfolio."""

    def __init__(self, settings: Settings, reader: Reader, producer: Producer) -> None:
        self.settings = settings
        self._reader = reader
        self._producer = producer
        self.newest: dict[str, ValuationV1] = {}

    def watch(self, owner: Owner, portfolio_id: str, *, seconds: int = 60) -> None:
        until_us = now_us() + seconds * 1_000_000
        watch = WatchV1(portfolio_id=UUID(portfolio_id), user_id=owner.user_id, until_us=until_us)
        self._producer.put(WATCHES, portfolio_id, watch)

    async def read(self) -> None:
        for records in (await self._reader.poll()).values():
            for record in records:
                found = decoder(ValuationV1).decode(record.value or b"")
                self.newest[str(found.portfolio_id)] = found

    async def value(self, portfolio_id: str) -> Any:
        """The newest value; None before the first."""
        await self.read()
        found = self.newest.get(portfolio_id)
        return None if found is None else msgspec.json.decode(found.data)["value"]


@pytest.fixture
async def stream(settings: Settings, app: FastAPI) -> AsyncIterator[Stream]:
    del app
    servers = settings.kafka_bootstrap_servers
    reader = await Reader.open(servers, {VALUATIONS: now_us()}, client_id="tests")
    producer = Producer(servers, client_id="tests")
    job = asyncio.create_task(producer.run())
    yield Stream(settings, reader, producer)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    await reader.close()


async def new_portfolio(owner: Owner, *rows: Any) -> str:
    made: str = (await owner.post("", {"name": "Mine “A”"}))["portfolio_id"]
    for row in rows:
        await owner.post(f"/{made}/transactions", row)
    return made


def price(coin_id: str, figure: str) -> PriceV1:
    now = now_us()
    return PriceV1(coin_id=coin_id, made_us=now, as_of_us=now, price=Decimal(figure), change_24h_percent=Decimal(25))


@pytest.mark.usefixtures("prices")
async def test_a_watched_portfolio_says_what_its_rest_answer_says(owner: Owner, stream: Stream) -> None:
    portfolio_id = await new_portfolio(owner, BUY, SELL)

    stream.watch(owner, portfolio_id)
    await eventually(lambda: stream.value(portfolio_id))

    answer = await owner.get(f"/{portfolio_id}")
    stale = answer.pop("stale")
    for asset in answer["assets"]:
        del asset["wallets"]
    valuation = stream.newest[portfolio_id]
    assert msgspec.json.decode(valuation.data) == answer
    assert (valuation.user_id, valuation.stale) == (owner.user_id, stale)


@pytest.mark.usefixtures("prices")
async def test_a_price_and_a_transaction_change_the_value(owner: Owner, stream: Stream, app: FastAPI) -> None:
    portfolio_id = await new_portfolio(owner, BUY)
    stream.watch(owner, portfolio_id)

    async def is_worth(value: str) -> bool:
        return bool(await stream.value(portfolio_id) == value)

    await eventually(lambda: is_worth("50000"))
    app.state.dependencies.prices.put(price("bitcoin", "90000"))
    await eventually(lambda: is_worth("45000"))
    await owner.post(f"/{portfolio_id}/transactions", BUY)
    await eventually(lambda: is_worth("90000"))


@pytest.mark.usefixtures("prices")
async def test_what_nobody_looks_at_or_is_not_the_watchers_is_not_valued(
    owner: Owner, stranger: Owner, stream: Stream, app: FastAPI
) -> None:
    unwatched, foreign, ended, mine = [await new_portfolio(owner, BUY) for _ in range(4)]

    stream.watch(stranger, foreign)
    stream.watch(owner, ended, seconds=0)
    stream.watch(owner, mine)
    await eventually(lambda: stream.value(mine))
    app.state.dependencies.prices.put(price("bitcoin", "91000"))

    async def has_changed() -> bool:
        return bool(await stream.value(mine) == "45500")

    await eventually(has_changed)
    assert not {unwatched, foreign, ended} & stream.newest.keys()


@pytest.mark.usefixtures("prices")
async def test_a_portfolio_that_is_deleted_is_valued_no_longer(owner: Owner, stream: Stream, app: FastAPI) -> None:
    gone, mine = [await new_portfolio(owner, BUY) for _ in range(2)]
    stream.watch(owner, gone)
    stream.watch(owner, mine)
    await eventually(lambda: stream.value(gone))

    answer = await owner.ask("DELETE", f"/{gone}")
    assert answer.status_code == httpx.codes.NO_CONTENT
    figures = count(92_000, 2)

    async def only_mine_changes() -> bool:
        """Both are valued in one round: once mine has the new price, the other one has it, or will not have it."""
        figure = next(figures)
        app.state.dependencies.prices.put(price("bitcoin", str(figure)))

        async def has_changed() -> bool:
            return bool(await stream.value(mine) == str(figure // 2))

        await eventually(has_changed)
        return bool(await stream.value(gone) != str(figure // 2))

    await eventually(only_mine_changes)
