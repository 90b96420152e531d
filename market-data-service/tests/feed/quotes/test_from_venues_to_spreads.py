"""From the venues' sockets to spreads over REST: ingester and REST on real servers, the simulator as venues."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from market_data.main import create_rest_app
from market_data.settings import RestSettings
from shared.events import QuoteV1
from shared.jobs import Jobs
from shared.kafka import Reader, decoded
from shared.kafka.topics import QUOTES
from simulator.testing import Running
from stack.testing import eventually

from ..conftest import MakeIngester, MakeSimulator
from ..test_refused_instruments import OFTEN

Get = Callable[..., Awaitable[Any]]
PATIENCE_S = 150
# A coin of this test's own: what others publish is not its.
CATALOGUE = """
[[coins]]
coin_id = "avalanche"
symbol = "AVAX"
name = "Avalanche"
instruments = ["AVAX-USDT.BINANCE", "AVAX-USD.COINBASE", "AVAX-USD.KRAKEN"]

[[rates]]
quote = "USDT"
instruments = ["USDT-USD.KRAKEN"]
"""


@pytest.fixture
async def simulator(simulate: MakeSimulator) -> Running:
    return await simulate(rate=30.0)


@pytest.fixture
async def get(
    opened: AsyncExitStack, simulator: Running, services_env: dict[str, str], tmp_path: Path
) -> AsyncIterator[Get]:
    """Start REST; gives what asks for a path below /market and returns the body of a success, None otherwise."""
    catalogue = tmp_path / "few.toml"
    catalogue.write_text(CATALOGUE)
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "MODE")
    known: dict[str, Any] = {name.lower(): services_env[name] for name in names}
    known |= {"simulator_url": simulator.base, "catalogue": catalogue, "coins_every": timedelta(seconds=0.2)}
    jobs = Jobs()
    rest = create_rest_app(RestSettings.model_validate(known), jobs)
    await opened.enter_async_context(rest.router.lifespan_context(rest))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(rest), base_url="http://market-data")

    async def ask(path: str, **params: Any) -> Any:
        answer = await client.get(f"/market/{path}", params=params)
        return answer.json() if answer.is_success else None

    async with client:
        yield ask
    assert not jobs.failed


def nets(body: Any, venue: str) -> list[tuple[str | None, str | None]]:
    """Net and reason of the pairs that a venue is part of."""
    items = body["items"] if body else []
    return [(one["net_bp"], one["reason"]) for one in items if venue in (one["buy"], one["sell"])]


async def test_quotes_of_all_venues_become_spreads_and_a_silent_venue_has_none(
    simulator: Running, get: Get, ingest: MakeIngester, tmp_path: Path, kafka_bootstrap: str
) -> None:
    await ingest(simulator, CATALOGUE=str(tmp_path / "few.toml"), **OFTEN)

    async def are_all_known() -> bool:
        body = await get("spreads/avalanche", fees="binance:0,coinbase:0,kraken:0")
        known = [one for one in body["items"] if one["net_bp"] is not None] if body else []
        return len(known) == 6

    await eventually(are_all_known, timeout=PATIENCE_S)
    body = await get("spreads/avalanche")
    # One price function makes all books: only fees and the width of the books lie between the venues.
    assert all(abs(Decimal(one["gross_bp"] or 0)) < 100 for one in body["items"])
    assert all(one["size"] is not None for one in body["items"] if one["net_bp"] is not None)
    rates = {leg["quote"]: leg["quote_usd"] for one in body["items"] for leg in (one["buy_leg"], one["sell_leg"])}
    assert rates["USD"] == "1"
    assert abs(Decimal(rates["USDT"]) - 1) < Decimal("0.05")

    reader = await Reader.open(kafka_bootstrap, {QUOTES: None}, client_id="tests")
    assert await _have_sizes(reader)
    await reader.close()
    await simulator.post("/control/faults", venue="kraken", fault="freeze")

    async def is_silent() -> bool:
        found = nets(await get("spreads/avalanche"), "kraken")
        return len(found) == 4 and {net for net, _ in found} == {None}

    await eventually(is_silent, timeout=PATIENCE_S)
    reasons = {why for _, why in nets(await get("spreads/avalanche"), "kraken")}
    assert reasons <= {"quote_old", "venue_stale"}


async def _have_sizes(reader: Reader) -> bool:
    """Whether quotes of each venue are in the topic, every one with its sizes."""
    found: dict[str, list[QuoteV1]] = {}
    while not reader.caught_up:
        for records in (await reader.poll()).values():
            for one in filter(None, (decoded(record, QuoteV1) for record in records)):
                if one.coin_id == "avalanche":
                    found.setdefault(one.venue, []).append(one)
    return len(found) == 3 and all(one.bid_size and one.ask_size for several in found.values() for one in several)
