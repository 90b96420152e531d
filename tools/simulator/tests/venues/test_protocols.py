"""What the venues' sockets answer to requests, and when they end a connection."""

import asyncio
from typing import Any

import aiohttp
import pytest
from simulator.testing import Simulate


@pytest.mark.parametrize(
    ("request_text", "answer"),
    [
        ("{", {"code": 3, "id": None}),
        ("[]", {"code": 2, "id": None}),
        ('{"method":"NOPE","id":4}', {"code": 2, "id": 4}),
        ('{"method":"SUBSCRIBE","params":"x","id":"a"}', {"code": 2, "id": "a"}),
        ('{"method":"SUBSCRIBE","params":[],"id":1.5}', {"code": 2, "id": None}),
        ('{"method":"SET_PROPERTY","params":["nope",true],"id":5}', {"code": 0, "id": 5}),
        ('{"method":"SET_PROPERTY","params":["combined",1],"id":5}', {"code": 1, "id": 5}),
    ],
)
async def test_binance_says_what_is_wrong(simulate: Simulate, request_text: str, answer: dict[str, Any]) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/binance/ws")
    await socket.send(request_text)
    got = await socket.next()

    assert {key: got[key] for key in answer} == answer
    assert isinstance(got["msg"], str)


async def test_binance_streams_in_the_address_raw_and_combined(simulate: Simulate) -> None:
    running = await simulate(rate=100)
    raw = await running.connect("/binance/ws/btcusdt@aggTrade")
    combined = await running.connect("/binance/stream?streams=btcusdt@aggTrade/ethusdt@bookTicker")

    assert (await raw.next())["e"] == "aggTrade"
    assert (await combined.until(lambda m: m["stream"] == "btcusdt@aggTrade"))["data"]["e"] == "aggTrade"
    book = (await combined.until(lambda m: m["stream"] == "ethusdt@bookTicker"))["data"]
    assert list(book) == ["u", "s", "b", "B", "a", "A"]


async def test_binance_lists_and_drops_subscriptions_and_changes_framing(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.binance("btcusdt@aggTrade", "ethusdt@miniTicker")
    await socket.send({"method": "LIST_SUBSCRIPTIONS", "id": 2})
    assert (await socket.until(lambda m: m.get("id") == 2))["result"] == ["btcusdt@aggTrade", "ethusdt@miniTicker"]
    await socket.send({"method": "UNSUBSCRIBE", "params": ["btcusdt@aggTrade"], "id": 3})
    await socket.send({"method": "SET_PROPERTY", "params": ["combined", False], "id": 4})
    await socket.until(lambda m: m.get("id") == 4)

    assert list(await socket.next()) == ["e", "E", "s", "c", "o", "h", "l", "v", "q"]


async def test_binance_ends_a_connection_that_sends_too_much(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/binance/ws")
    for number in range(6):
        await socket.send({"method": "LIST_SUBSCRIPTIONS", "id": number})

    assert await socket.end() == 1008


async def test_binance_allows_a_thousand_streams(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/binance/ws")
    await socket.send({"method": "SUBSCRIBE", "params": [f"x{number}@aggTrade" for number in range(1_025)], "id": 1})

    assert (await socket.next())["code"] == 2


async def test_binance_ends_a_connection_after_its_time(simulate: Simulate) -> None:
    running = await simulate(rate=0, connection_seconds=0.5)
    socket = await running.binance("btcusdt@aggTrade")

    assert await socket.end() == 1000


async def test_pings_of_a_client_are_answered_with_their_payload(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    ws = await running.http.ws_connect(running.base + "/kraken/v2", autoping=False)
    await ws.ping(b"hello")
    async with asyncio.timeout(5):
        while (message := await ws.receive()).type is not aiohttp.WSMsgType.PONG:
            pass

    assert message.data == b"hello"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("{", "malformed json"),
        ({"type": "nope"}, "nope is not a valid type"),
        ({"type": "subscribe", "product_ids": ["BTC-USD"], "channels": []}, "no channels given"),
        (
            {"type": "subscribe", "product_ids": ["BTC-USD"], "channels": ["heartbeats"]},
            "heartbeats is not a valid channel",
        ),
        (
            {"type": "subscribe", "product_ids": ["BTC-USD"], "channels": ["full"]},
            "full channel requires authentication",
        ),
        (
            {"type": "subscribe", "product_ids": ["BTC-USD", "NO-PE"], "channels": ["matches"]},
            "NO-PE is not a valid product",
        ),
        ({"type": "subscribe", "channels": ["matches"]}, "no product ids given"),
    ],
)
async def test_coinbase_refuses_a_whole_message_with_its_reason(
    simulate: Simulate, message: object, reason: str
) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/coinbase")
    await socket.send(message)
    answer = await socket.next()

    assert (answer["type"], answer["reason"]) == ("error", reason)


async def test_coinbase_acknowledges_everything_that_is_subscribed(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.coinbase("BTC-USD")
    await socket.send({"type": "subscribe", "channels": [{"name": "ticker", "product_ids": ["ETH-USD", "BTC-USD"]}]})
    answer = await socket.until(lambda m: m["type"] == "subscriptions")
    await socket.send({"type": "unsubscribe", "product_ids": ["BTC-USD"], "channels": ["matches", "ticker"]})
    left = await socket.until(lambda m: m["type"] == "subscriptions")

    assert {each["name"]: each["product_ids"] for each in answer["channels"]} == {
        "matches": ["BTC-USD"],
        "ticker": ["BTC-USD", "ETH-USD"],
    }
    assert [(each["name"], each["product_ids"]) for each in left["channels"]] == [("ticker", ["ETH-USD"])]


async def test_coinbase_wants_a_subscription_within_five_seconds(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/coinbase")

    assert await socket.end(8.0) == 1000


async def test_kraken_acknowledges_each_symbol_and_refuses_the_unknown(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/kraken/v2")
    status = await socket.next()
    params = {"channel": "trade", "symbol": ["BTC/USD", "XBT/USD"], "snapshot": True}
    await socket.send({"method": "subscribe", "params": params, "req_id": 3})
    accepted, refused = await socket.next(), await socket.next()

    assert (status["channel"], status["data"][0]["api_version"]) == ("status", "v2")
    assert status["data"][0]["connection_id"] > 2**53
    assert accepted["result"] == {"channel": "trade", "snapshot": True, "symbol": "BTC/USD"}
    assert (accepted["success"], accepted["req_id"]) == (True, 3)
    assert refused["error"] == "Currency pair not supported XBT/USD"
    assert (refused["success"], refused["symbol"], refused["req_id"]) == (False, "XBT/USD", 3)


async def test_kraken_answers_ping_and_beats_when_it_has_nothing_to_say(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.kraken("BTC/USD")
    await socket.send({"method": "ping", "req_id": 9})

    assert (await socket.until(lambda m: m.get("method") == "pong"))["req_id"] == 9
    assert await socket.next() == {"channel": "heartbeat"}


@pytest.mark.parametrize("message", ["{", {"method": "nope"}, {"method": "subscribe", "params": {"channel": "nope"}}])
async def test_kraken_says_that_it_does_not_understand(simulate: Simulate, message: object) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/kraken/v2")
    await socket.send(message)
    answer = await socket.until(lambda m: "error" in m)

    assert answer["success"] is False


async def test_kraken_stops_what_is_unsubscribed(simulate: Simulate) -> None:
    running = await simulate(rate=200)
    socket = await running.kraken("BTC/USD")
    await socket.send({"method": "unsubscribe", "params": {"channel": "trade", "symbol": ["BTC/USD"]}})
    await socket.until(lambda m: m.get("method") == "unsubscribe")

    assert await socket.next() == {"channel": "heartbeat"}


async def test_krakens_ticker_comes_with_trades_unless_quotes_are_wanted(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    with_trades = await running.kraken("BTC/USD", "ETH/USD", channel="ticker")
    with_quotes = await running.connect("/kraken/v2")
    params = {"channel": "ticker", "symbol": ["BTC/USD"], "event_trigger": "bbo", "snapshot": False}
    await with_quotes.send({"method": "subscribe", "params": params})
    for _ in range(2):
        await with_quotes.until(lambda m: m.get("channel") == "ticker")
    trades = await running.kraken("BTC/USD")
    await running.post("/control/trades", venue="kraken", symbol="BTC-USD", price="67000", size="1", side="buy")
    await trades.until(lambda m: m.get("channel") == "trade")

    first = await with_trades.until(lambda m: m.get("channel") == "ticker")
    assert first["data"][0]["symbol"] == "BTC/USD"
    assert [m for m in with_trades.seen if m.get("channel") == "ticker"] == [first]
