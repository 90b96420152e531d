"""The control API: what it answers, and what it refuses with a reason."""

from pathlib import Path
from typing import Any

import pytest
from simulator.testing import Simulate

TRADE = {"venue": "binance", "symbol": "BTCUSDT", "price": "1", "size": "1", "side": "buy"}


async def test_the_state_of_a_simulated_market(simulate: Simulate) -> None:
    running = await simulate(rate=40)
    socket = await running.binance("btcusdt@aggTrade")
    state = await running.get("/control/state")

    assert (state["mode"], state["state"], state["feed"], state["trades_per_second"]) == (
        "simulated",
        "playing",
        "continuous",
        40,
    )
    assert set(state["venues"]) == {"binance", "coinbase", "kraken"}
    assert state["venues"]["binance"].keys() == {"frames_total", "frames_sent", "trades_sent", "connections"}
    assert state["venues"]["binance"]["connections"] == 1
    assert not socket.ws.closed


async def test_generation_stops_and_starts_again(simulate: Simulate) -> None:
    running = await simulate(rate=100)
    await running.coinbase("BTC-USD")
    stopped = await running.post("/control/generate", trades_per_second=0, seconds=None)
    assert (stopped["feed"], stopped["state"]) == ("finished", "finished")
    before = len(await running.truth())
    await running.post("/control/generate", trades_per_second=1_000, seconds=0.1)
    await running.feed("finished")

    assert len(await running.truth()) == before + 100
    assert (await running.post("/control/generate", trades_per_second=10, seconds=None))["feed"] == "continuous"


async def test_a_bounded_run_counts_from_the_first_subscription(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    await running.post("/control/generate", trades_per_second=200, seconds=0.5)
    assert (await running.get("/control/state"))["feed"] == "playing"
    await running.coinbase("BTC-USD")
    await running.feed("finished")

    assert len(await running.truth()) == 100


async def test_the_truth_is_paged_by_venue_and_over_all(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    await running.coinbase("BTC-USD")
    await running.kraken("BTC/USD")
    await running.post("/control/generate", trades_per_second=1_000, seconds=0.2)
    await running.feed("finished")
    both, coinbase, kraken = await running.truth(), await running.truth("coinbase"), await running.truth("kraken")
    page = await running.get("/control/trades", after=3, limit=2)

    assert len(both) == len(coinbase) + len(kraken) == 200
    assert [each for each in both if each["instrument_id"].endswith("KRAKEN")] == kraken
    assert (page["items"], page["next"]) == (both[3:5], "5")
    assert list(page["items"][0]) == ["instrument_id", "trade_id", "price", "size", "side", "timestamp"]
    assert await running.get("/control/trades", after=200) == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("replay", {"action": "start"}, "nothing to replay"),
        ("replay", {"action": "x"}, "start, pause and restart"),
        ("replay", {}, "action"),
        ("generate", {"trades_per_second": -1}, "trades_per_second"),
        ("generate", {"trades_per_second": 1, "seconds": -1}, "seconds"),
        ("generate", {"trades_per_second": "x"}, "Expected `float`"),
        ("generate", {"trades_per_second": 1, "typo": 1}, "typo"),
        ("trades", TRADE | {"venue": "nyse"}, "binance, coinbase, kraken"),
        ("trades", TRADE | {"symbol": "NOPE"}, "lists no 'NOPE'"),
        ("trades", TRADE | {"side": "hold"}, "buy and sell"),
        ("trades", TRADE, "nobody has subscribed"),
        ("faults", {"venue": "binance", "fault": "flood"}, "drop, freeze"),
        ("faults", {"venue": "binance", "fault": "drop", "seconds": 0}, "seconds"),
        ("faults", {"venue": "binance", "fault": "skip_ids", "rate": 2}, "from 0 to 1"),
    ],
)
async def test_bad_input_is_refused_with_a_reason(
    simulate: Simulate, path: str, body: dict[str, Any], detail: str
) -> None:
    running = await simulate(rate=0)
    async with running.http.post(f"{running.base}/control/{path}", json=body) as answer:
        assert answer.status == 400
        assert detail in (await answer.json())["detail"]


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "x", "0.000000001"])
async def test_a_price_that_is_none_is_refused(simulate: Simulate, price: str) -> None:
    running = await simulate(rate=0)
    await running.binance("btcusdt@aggTrade")

    assert price in (await running.post("/control/trades", **TRADE | {"price": price}))["detail"]
    assert await running.truth() == []


async def test_bad_pages_are_refused(simulate: Simulate) -> None:
    running = await simulate(rate=0)

    assert "after" in (await running.get("/control/trades", after="x"))["detail"]
    assert "venue" in (await running.get("/control/trades", venue="x"))["detail"]


async def test_a_replay_generates_nothing(simulate: Simulate, captures: Path) -> None:
    running = await simulate(mode="replay", captures=(captures / "handmade/binance.jsonl",), hold=True)

    assert "replay" in (await running.post("/control/generate", trades_per_second=1))["detail"]
    assert "replay" in (await running.post("/control/trades", **TRADE))["detail"]
    assert await running.get("/coinbase/products") == []
    assert (await running.get("/health/ready")) == {"status": "ok"}
