"""What venues do wrong at the first start, seen from the REST answers: ingester, recorder and REST on real servers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from market_data.main import create_recorder_app, create_rest_app
from market_data.settings import RecorderSettings, RestSettings
from shared.jobs import Jobs
from simulator.testing import Running
from stack.testing import eventually

from .conftest import MakeIngester, MakeSimulator
from .test_refused_instruments import OFTEN, add_fault, lift

Get = Callable[..., Awaitable[Any]]
PATIENCE_S = 150
VENUES = ("binance", "coinbase", "kraken")
REFUSED = "LTC-USD.COINBASE"
# Coins of this test's own: what others record is not theirs.
CATALOGUE = """
[[coins]]
coin_id = "dogecoin"
symbol = "DOGE"
name = "Dogecoin"
instruments = ["DOGE-USD.COINBASE", "DOGE-USD.KRAKEN"]

[[coins]]
coin_id = "litecoin"
symbol = "LTC"
name = "Litecoin"
instruments = ["LTC-USD.COINBASE", "LTC-USD.KRAKEN"]
"""


@pytest.fixture
async def simulator(simulate: MakeSimulator) -> Running:
    return await simulate(rate=60.0)


@pytest.fixture
async def get(
    opened: AsyncExitStack, simulator: Running, services_env: dict[str, str], tmp_path: Path
) -> AsyncIterator[Get]:
    """Start a recorder and REST; gives what asks for a path below /market and returns the body of a success."""
    catalogue = tmp_path / "few.toml"
    catalogue.write_text(CATALOGUE)
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "MODE")
    known: dict[str, Any] = {name.lower(): services_env[name] for name in names}
    known |= {"simulator_url": simulator.base, "catalogue": catalogue, "coins_every": timedelta(seconds=0.2)}
    jobs = Jobs()
    depths = {
        "history_minutes": timedelta(hours=1),
        "history_hours": timedelta(days=30),
        "history_days": timedelta(days=30),
    }
    recorder = create_recorder_app(RecorderSettings.model_validate({**known, **depths, "history_share": 1}), jobs)
    rest = create_rest_app(RestSettings.model_validate({**known, "lists_every": timedelta(seconds=0.2)}), jobs)
    for app in (recorder, rest):
        await opened.enter_async_context(app.router.lifespan_context(app))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(rest), base_url="http://market-data")

    async def ask(path: str, **params: Any) -> Any:
        answer = await client.get(f"/market/{path}", params=params)
        return answer.json() if answer.is_success else None

    async with client:
        yield ask
    assert not jobs.failed


async def named(get: Get) -> dict[str, object]:
    """What each answer says of the instrument that is refused."""
    venues, price = await get("venues"), await get("prices/litecoin")
    complete, gaps = await get("completeness/litecoin", instrument_id=REFUSED), await get("gaps/litecoin")
    coin = await get("completeness/litecoin")
    if not (venues and price and complete and gaps and coin) or not (complete["spans"] and coin["spans"]):
        return {}
    return {
        "venues": [id_ for one in venues["items"] for id_ in one["refused"]],
        "price": [line["reason"] for line in price["venues"] if line["instrument_id"] == REFUSED],
        "completeness": (complete["reason"], complete["spans"][-1]["status"], complete["percent"]),
        "coin": ([one["instrument_id"] for one in coin["not_followed"]], coin["spans"][-1]["status"]),
        "gaps": [(one["state"], one["reason"]) for one in gaps["items"] if one["instrument_id"] == REFUSED],
    }


async def oldest_hours(get: Get) -> list[str]:
    """When the oldest stored hour of each instrument of a coin begins."""
    found = []
    for venue in ("coinbase", "kraken"):
        hours = await get("candles/dogecoin", venue=venue, interval="1h", order="asc", limit=1)
        found += [one["open_time"] for one in (hours or {"items": []})["items"]]
    return found


async def test_a_refused_instrument_is_named_everywhere_and_empty_pages_at_the_start_end_no_history(
    simulator: Running, get: Get, ingest: MakeIngester, tmp_path: Path
) -> None:
    empty = [
        str((await simulator.post("/control/faults", venue=venue, fault="empty_page", rate=1.0))["id"])
        for venue in VENUES
    ]
    await add_fault(simulator, "coinbase", "refuse_symbol", "LTC-USD")
    await ingest(simulator, CATALOGUE=str(tmp_path / "few.toml"), **OFTEN)

    async def is_named() -> bool:
        assert await named(get) == {
            "venues": [REFUSED],
            "price": ["refused"],
            "completeness": ("refused", "partial", "0"),
            "coin": ([REFUSED], "partial"),
            "gaps": [("open", "refused")],
        }
        return True

    await eventually(is_named, timeout=PATIENCE_S)

    long_ago = (datetime.now(UTC) - timedelta(days=20)).isoformat()
    assert all(opened > long_ago for opened in await oldest_hours(get))
    await lift(simulator, empty)

    async def is_complete() -> bool:
        pipeline = await get("pipeline")
        found = await oldest_hours(get)
        if not pipeline or len(found) != 2 or max(found) >= long_ago:
            return False
        return bool(0 < pipeline["history"]["total"] <= pipeline["history"]["done"])

    await eventually(is_complete, timeout=2 * PATIENCE_S)
