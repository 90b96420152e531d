"""Faults of one instrument: refused as each venue does it, halted, delisted; the venue's list says so."""

from typing import Any

import pytest
from simulator.testing import Running, Simulate

from .test_faults import fault, lift

SYMBOLS = {"binance": "BTCUSDT", "coinbase": "BTC-USD", "kraken": "BTC/USD"}
TRADES = {
    "binance": ("/binance/api/v3/aggTrades", {"symbol": "BTCUSDT"}),
    "coinbase": ("/coinbase/products/BTC-USD/trades", {}),
    "kraken": ("/kraken/0/public/Trades", {"pair": "XBTUSD"}),
}


async def status_of(running: Running, venue: str) -> str:
    """What the venue's list says of Bitcoin; `gone` when it is not in it."""
    if venue == "binance":
        symbols = (await running.get("/binance/api/v3/exchangeInfo"))["symbols"]
        return next((str(one["status"]) for one in symbols if one["symbol"] == "BTCUSDT"), "gone")
    if venue == "coinbase":
        product = next(one for one in await running.get("/coinbase/products") if one["id"] == "BTC-USD")
        return "halted" if product["trading_disabled"] and product["cancel_only"] else str(product["status"])
    pairs = (await running.get("/kraken/0/public/AssetPairs"))["result"]
    return str(pairs["XXBTZUSD"]["status"]) if "XXBTZUSD" in pairs else "gone"


async def trade_ids(running: Running, venue: str) -> set[str]:
    prefix = {"binance": "BTC-USDT.", "coinbase": "BTC-USD.", "kraken": "BTC-USD."}[venue]
    return {one["trade_id"] for one in await running.truth(venue) if one["instrument_id"].startswith(prefix)}


async def test_coinbase_refuses_the_whole_message_that_names_the_product(simulate: Simulate) -> None:
    running = await simulate(rate=50)
    before = await running.coinbase("ETH-USD")
    fault_id = await fault(running, "coinbase", "refuse_symbol", symbol="BTC-USD")
    assert await before.end() == 1006
    socket = await running.connect("/coinbase")
    await socket.send({"type": "subscribe", "product_ids": ["ETH-USD", "BTC-USD"], "channels": ["matches"]})

    assert await socket.next() == {
        "type": "error",
        "message": "Failed to subscribe",
        "reason": "BTC-USD is not a valid product",
    }
    assert await status_of(running, "coinbase") == "online"
    await lift(running, fault_id)
    await running.coinbase("ETH-USD", "BTC-USD")


async def test_kraken_refuses_the_pair_in_a_frame_that_begins_with_the_error(simulate: Simulate) -> None:
    running = await simulate(rate=50)
    await fault(running, "kraken", "refuse_symbol", symbol="BTC-USD")
    socket = await running.connect("/kraken/v2")
    await socket.next()
    params = {"channel": "trade", "symbol": ["BTC/USD", "ETH/USD"]}
    await socket.send({"method": "subscribe", "params": params, "req_id": 3})
    refused, accepted = await socket.next(), await socket.next()

    assert next(iter(refused)) == "error"
    assert (refused["symbol"], refused["success"]) == ("BTC/USD", False)
    assert accepted["result"]["symbol"] == "ETH/USD"


async def test_binance_acknowledges_and_never_sends(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    await fault(running, "binance", "refuse_symbol", symbol="BTCUSDT")
    socket = await running.binance("btcusdt@ticker", "ethusdt@ticker")
    for _ in range(2):
        assert (await socket.next())["stream"] == "ethusdt@ticker"


@pytest.mark.parametrize(
    ("venue", "kind", "status"),
    [
        ("binance", "halt", "BREAK"),
        ("coinbase", "halt", "halted"),
        ("kraken", "halt", "cancel_only"),
        ("binance", "delist", "gone"),
        ("coinbase", "delist", "delisted"),
        ("kraken", "delist", "gone"),
    ],
)
async def test_what_does_not_trade_is_silent_and_the_list_says_so_until_it_ends(
    simulate: Simulate, venue: str, kind: str, status: str
) -> None:
    running = await simulate(rate=300)
    await getattr(running, venue)("btcusdt@aggTrade" if venue == "binance" else SYMBOLS[venue])

    async def has_traded() -> bool:
        return bool(await trade_ids(running, venue))

    await running.eventually(has_traded)
    fault_id = await fault(running, venue, kind, symbol="BTC-USDT" if venue == "binance" else "BTC-USD")
    assert await status_of(running, venue) == status
    before = await trade_ids(running, venue)
    path, query = TRADES[venue]
    listed = await running.get(path, **query)
    assert is_unknown(listed) is (kind == "delist")
    assert await trade_ids(running, venue) == before

    await lift(running, fault_id)

    async def trades_again() -> bool:
        return len(await trade_ids(running, venue)) > len(before)

    await running.eventually(trades_again)
    assert await status_of(running, venue) in {"TRADING", "online"}


def is_unknown(answer: Any) -> bool:
    if isinstance(answer, list):
        return False
    return bool(answer.get("error")) or answer.get("code") == -1121 or answer.get("message") == "NotFound"


@pytest.mark.parametrize("kind", ["refuse_symbol", "halt", "delist"])
async def test_a_fault_of_an_instrument_needs_one_that_there_is(simulate: Simulate, kind: str) -> None:
    running = await simulate(rate=0)

    assert "needs a symbol" in (await running.post("/control/faults", venue="kraken", fault=kind))["detail"]
    assert "no 'NO-PE'" in (await running.post("/control/faults", venue="kraken", fault=kind, symbol="NO-PE"))["detail"]
    wrong = await running.post("/control/faults", venue="kraken", fault="drop", symbol="BTC-USD")
    assert "takes no symbol" in wrong["detail"]


async def test_rest_alone_is_away(simulate: Simulate) -> None:
    running = await simulate(rate=100)
    await fault(running, "kraken", "rest_503")
    async with running.http.get(running.base + "/kraken/0/public/Time") as answer:
        assert answer.status == 503

    await (await running.kraken("BTC/USD")).until(lambda m: m.get("channel") == "trade")


async def test_a_limit_is_said_in_a_body_with_status_200(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    for venue in SYMBOLS:
        await fault(running, venue, "limit_in_body")

    assert (await running.get("/kraken/0/public/Time")) == {"error": ["EAPI:Rate limit exceeded"]}
    assert (await running.get("/coinbase/products")) == {"message": "Public rate limit exceeded"}
    assert (await running.get("/binance/api/v3/ping"))["code"] == -1003


async def test_pages_are_empty_although_there_are_rows(simulate: Simulate) -> None:
    running = await simulate(rate=300)
    for venue, symbol in SYMBOLS.items():
        await getattr(running, venue)("btcusdt@aggTrade" if venue == "binance" else symbol)
    ids = {venue: await fault(running, venue, "empty_page") for venue in SYMBOLS}

    async def rows(venue: str) -> list[Any]:
        path, query = TRADES[venue]
        answer = await running.get(path, **query)
        return (
            list(answer["result"]["XBTUSD" if "XBTUSD" in answer["result"] else "XXBTZUSD"])
            if (venue == "kraken")
            else answer
        )

    assert [await rows(venue) for venue in SYMBOLS] == [[], [], []]
    for venue, id_ in ids.items():
        await lift(running, id_)

        async def listed(venue: str = venue) -> bool:
            return bool(await rows(venue))

        await running.eventually(listed)
