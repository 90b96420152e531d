"""A fault of a venue shows in its state within seconds, and the state recovers without a restart."""

from dataclasses import dataclass

import pytest
from shared.clock import now_us
from simulator.testing import Running
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published

SHOWN_WITHIN_S = 10
# How long the test waits to read a state; when it turned is in the state itself (`since_us`) and checked apart.
PATIENCE_S = 30


@dataclass
class Exchange:
    simulator: Running
    topics: Published

    async def turns(self, venue: str, *states: str) -> None:
        async def turned() -> bool:
            await self.topics.read()
            return self.topics.state(venue) in states

        await eventually(turned, timeout=PATIENCE_S)

    async def fault(self, venue: str, fault: str) -> str:
        answer = await self.simulator.post("/control/faults", venue=venue, fault=fault, seconds=None, rate=None)
        return str(answer["id"])

    async def heal(self, id_: str) -> None:
        async with self.simulator.http.delete(f"{self.simulator.base}/control/faults/{id_}") as answer:
            assert answer.ok


@pytest.fixture
async def exchange(simulate: MakeSimulator, ingest: MakeIngester, topics: Published) -> Exchange:
    simulator = await simulate(rate=20.0)
    await ingest(simulator)
    found = Exchange(simulator, topics)
    for venue in ("binance", "coinbase", "kraken"):
        await found.turns(venue, "live:None")
    return found


@pytest.mark.parametrize(
    ("fault", "states"),
    [
        ("freeze", ("stale:no_data", "stale:connection_lost")),
        ("drop", ("stale:connection_lost",)),
        ("refuse", ("stale:connection_lost",)),
        ("http_451", ("unavailable:geo_blocked",)),
        ("http_429", ("stale:rate_limited",)),
    ],
)
async def test_a_fault_shows_in_time_only_at_its_venue_and_passes(
    exchange: Exchange, fault: str, states: tuple[str, ...]
) -> None:
    began_us = now_us()
    id_ = await exchange.fault("binance", fault)
    await exchange.turns("binance", *states)

    report = exchange.topics.venues["binance:market-ingest"]
    assert report.since_us - began_us <= SHOWN_WITHIN_S * 1_000_000
    assert report.last_data_at_us is not None
    assert report.last_data_at_us < report.since_us
    assert exchange.topics.state("coinbase") == exchange.topics.state("kraken") == "live:None"

    await exchange.heal(id_)
    await exchange.turns("binance", "live:None")


async def test_an_announced_shutdown_is_followed_by_a_new_connection(exchange: Exchange) -> None:
    before = set(exchange.simulator.simulation.exchanges["binance"].connections.clients)
    await exchange.fault("binance", "shutdown")

    async def is_connected_anew() -> bool:
        await exchange.topics.read()
        now = set(exchange.simulator.simulation.exchanges["binance"].connections.clients)
        return bool(now) and not now & before and exchange.topics.state("binance") == "live:None"

    await eventually(is_connected_anew, timeout=PATIENCE_S)


async def test_an_instrument_that_is_not_listed_is_named_and_no_error(exchange: Exchange) -> None:
    assert exchange.topics.venues["kraken:market-ingest"].not_listed == ("NOBODY-USD.KRAKEN",)
