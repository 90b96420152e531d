"""Generated trades: shaped like the venues', exact in number, the same on the socket, over REST and in the truth."""

import json
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from simulator.testing import Simulate, Socket
from simulator.trades.exact_text import rfc3339

EPOCH = 1_790_000_000_000_000


def single_frame(captures: Path, wanted: dict[str, object]) -> Any:
    """The first single frame that has these values."""
    for path in sorted((captures / "single_frames").glob("*.jsonl")):
        for line in path.read_text().split("\n"):
            message = json.loads(line) if line.startswith("{") else {}
            if all(message.get(key) == value for key, value in wanted.items()):
                return message
    raise AssertionError(wanted)


def _is(kind: str, message: Any) -> bool:
    return bool(message["type"] == kind)


async def binance_trades(socket: Socket, count: int) -> list[Any]:
    return [(await socket.until(lambda m: m.get("data", {}).get("e") == "aggTrade"))["data"] for _ in range(count)]


async def test_binance_messages_have_the_recorded_fields(simulate: Simulate, captures: Path) -> None:
    running = await simulate(rate=200)
    socket = await running.binance("btcusdt@aggTrade", "ethusdt@ticker")
    trade = await socket.until(lambda m: m["stream"] == "btcusdt@aggTrade")
    ticker = await socket.until(lambda m: m["stream"] == "ethusdt@ticker")

    assert list(trade["data"]) == list(single_frame(captures, {"stream": "btcusdt@aggTrade"})["data"])
    golden = single_frame(captures, {"stream": "ethusdt@ticker"})["data"]
    assert list(ticker["data"]) == list(golden)
    assert {key: type(value) for key, value in ticker["data"].items()} == {key: type(golden[key]) for key in golden}
    assert Decimal(ticker["data"]["b"]) < Decimal(ticker["data"]["a"])


async def test_binance_ids_count_and_their_single_trades_are_contiguous(simulate: Simulate) -> None:
    running = await simulate(rate=500)
    trades = await binance_trades(await running.binance("btcusdt@aggTrade"), 100)

    assert [trade["a"] for trade in trades] == list(range(trades[0]["a"], trades[0]["a"] + 100))
    assert all(later["f"] == earlier["l"] + 1 for earlier, later in pairwise(trades))
    assert {trade["l"] - trade["f"] + 1 for trade in trades} == {1, 2, 3}
    assert all(earlier["T"] <= later["T"] for earlier, later in pairwise(trades))


async def test_coinbase_messages_have_the_recorded_fields(simulate: Simulate, captures: Path) -> None:
    running = await simulate(rate=200)
    socket = await running.coinbase("BTC-USD", channels=("matches", "ticker", "heartbeat"))
    kinds = {kind: await socket.until(partial(_is, kind)) for kind in ("match", "heartbeat", "ticker")}
    ticker = single_frame(captures, {"type": "ticker", "trade_id": 1001})

    assert list(kinds["match"]) == list(single_frame(captures, {"type": "match"}))
    assert list(kinds["ticker"]) == list(ticker)
    assert set(kinds["heartbeat"]) == {"type", "sequence", "last_trade_id", "product_id", "time"}


async def test_coinbase_gives_the_makers_side_and_the_truth_the_takers(simulate: Simulate) -> None:
    running = await simulate(rate=500)
    socket = await running.coinbase("BTC-USD")
    matches = [await socket.until(lambda m: m["type"] == "match") for _ in range(30)]
    truth = {each["trade_id"]: each for each in await running.truth("coinbase")}

    assert {match["side"] for match in matches} == {"buy", "sell"}
    assert all(truth[str(match["trade_id"])]["side"] != match["side"] for match in matches)


async def test_last_match_comes_only_where_there_was_a_trade(simulate: Simulate, captures: Path) -> None:
    running = await simulate(rate=200)
    first = await running.coinbase("BTC-USD")
    await first.until(lambda m: m["type"] == "match")
    second = await running.coinbase("BTC-USD", "ETH-USD")
    last = await second.next()

    assert "last_match" not in {message["type"] for message in first.seen}
    assert (last["type"], last["product_id"]) == ("last_match", "BTC-USD")
    assert list(last) == list(single_frame(captures, {"type": "last_match"}))
    assert (await second.next())["type"] == "match"


async def test_heartbeats_name_the_newest_trade_that_rest_lists(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.coinbase("BTC-USD", channels=("matches", "heartbeat"))
    assert (await socket.until(lambda m: m["type"] == "heartbeat"))["last_trade_id"] == 0
    made = await running.post("/control/trades", venue="coinbase", symbol="BTC-USD", price="1.5", size="2", side="buy")

    beat = await socket.until(lambda m: m["type"] == "heartbeat" and m["last_trade_id"])
    assert str(beat["last_trade_id"]) == made["trade_id"]


async def test_the_book_is_about_a_trade_made_on_request(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    await running.coinbase("BTC-USD", channels=("matches",))
    await running.post("/control/trades", venue="coinbase", symbol="BTC-USD", price="1234.5", size="2", side="buy")

    ticker = await running.get("/coinbase/products/BTC-USD/ticker")
    assert Decimal(ticker["bid"]) < Decimal("1234.5") < Decimal(ticker["ask"]) < Decimal(1235)


async def test_kraken_messages_have_the_recorded_fields(simulate: Simulate, captures: Path) -> None:
    running = await simulate(rate=200)
    socket = await running.kraken("BTC/USD")
    update = await socket.until(lambda m: m.get("channel") == "trade")
    ticker_socket = await running.kraken("ALGO/USD", channel="ticker", snapshot=True)
    ticker = await ticker_socket.until(lambda m: m.get("channel") == "ticker")
    golden = single_frame(captures, {"channel": "trade"})

    assert (list(update), update["type"]) == (list(golden), "update")
    assert list(update["data"][0]) == list(golden["data"][0])
    assert ticker["type"] == "snapshot"
    assert list(ticker["data"][0]) == list(single_frame(captures, {"channel": "ticker"})["data"][0])


async def test_a_kraken_snapshot_is_the_last_fifty_trades(simulate: Simulate) -> None:
    running = await simulate(rate=2_000)
    await running.kraken("BTC/USD")
    await running.post("/control/generate", trades_per_second=2_000, seconds=0.05)
    await running.feed("finished")
    socket = await running.kraken("BTC/USD", snapshot=True)
    snapshot = await socket.until(lambda m: m.get("type") == "snapshot")

    ids = [each["trade_id"] for each in await running.truth("kraken")]
    assert [str(each["trade_id"]) for each in snapshot["data"]] == ids[-50:]


async def test_numbers_on_krakens_socket_equal_its_rest_and_the_truth(simulate: Simulate) -> None:
    running = await simulate(rate=500)
    socket = await running.kraken("BTC/USD", "SHIB/USD")
    sent: dict[Any, Any] = {}
    while len(sent) < 50:
        for each in (await socket.until(lambda m: m.get("channel") == "trade"))["data"]:
            sent[str(each["trade_id"]), each["symbol"]] = (each["price"], each["qty"], each["side"])
    truth = {
        (each["trade_id"], each["instrument_id"].removesuffix(".KRAKEN").replace("-", "/")): (
            Decimal(each["price"]),
            Decimal(each["size"]),
            each["side"],
        )
        for each in await running.truth("kraken")
    }

    assert sent.items() <= truth.items()


async def test_everything_sent_is_true_and_everything_true_was_sent(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    names = ("btcusdt@aggTrade", "dogeusdt@aggTrade", "shibusdt@aggTrade")
    socket = await running.binance(*names)
    await running.post("/control/generate", trades_per_second=1_000, seconds=1)
    trades = await binance_trades(socket, 1_000)
    await running.feed("finished")
    truth = await running.truth()

    def flat(symbol: str, trade_id: str, price: str, size: str, side: str) -> tuple[object, ...]:
        return symbol, trade_id, Decimal(price), Decimal(size), side

    assert [rfc3339(each["T"] * 1_000) for each in trades] == [each["timestamp"] for each in truth]

    assert [
        flat(each["s"], f"a{each['a']}", each["p"], each["q"], "sell" if each["m"] else "buy") for each in trades
    ] == [
        flat(
            each["instrument_id"].split(".")[0].replace("-", ""),
            *(each[key] for key in ("trade_id", "price", "size", "side")),
        )
        for each in truth
    ]


async def test_the_rate_is_exact_over_all_venues(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    await running.binance("btcusdt@aggTrade")
    await running.coinbase("BTC-USD")
    await running.kraken("BTC/USD", "ETH/USD")
    await running.post("/control/generate", trades_per_second=3_000, seconds=1)
    assert (await running.get("/control/state"))["feed"] == "playing"
    await running.feed("finished")
    truth = await running.truth()

    assert len(truth) == 3_000
    instruments = {each["instrument_id"] for each in truth}
    assert len(instruments) == 4
    for instrument in instruments:
        times = [each["timestamp"] for each in truth if each["instrument_id"] == instrument]
        assert times == sorted(times)


async def test_only_instruments_somebody_subscribed_to_are_traded(simulate: Simulate) -> None:
    running = await simulate(rate=500)
    assert await running.truth() == []
    socket = await running.binance("btcusdt@aggTrade", "nosuchcoin@aggTrade", "ethusdt@ticker")
    await binance_trades(socket, 20)

    assert {each["instrument_id"] for each in await running.truth()} == {"BTC-USDT.BINANCE"}
    assert "nosuchcoin@aggTrade" not in {message.get("stream") for message in socket.seen}


async def test_a_client_gets_only_what_it_subscribed_to(simulate: Simulate) -> None:
    running = await simulate(rate=1_000)
    one, other = await running.coinbase("BTC-USD"), await running.coinbase("ETH-USD")
    for _ in range(20):
        assert (await one.next())["product_id"] == "BTC-USD"
        assert (await other.next())["product_id"] == "ETH-USD"


async def test_with_a_fixed_epoch_a_seed_decides_everything(simulate: Simulate) -> None:
    found = []
    for seed in (7, 7, 8):
        running = await simulate(rate=400, seed=seed, epoch_us=EPOCH)
        await binance_trades(await running.binance("btcusdt@aggTrade", "ethusdt@aggTrade"), 100)
        found.append((await running.truth())[:100])

    assert found[0] == found[1]
    assert found[0] != found[2]
    assert found[0][0]["timestamp"] == "2026-09-21T14:13:20.002000Z"


async def test_a_trade_from_outside_is_on_the_socket_at_once(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.kraken("BTC/USD")
    made = await running.post(
        "/control/trades", venue="kraken", symbol="BTC-USD", price="67000.125", size=0.5, side="sell"
    )
    [trade] = (await socket.until(lambda m: m.get("channel") == "trade", deadline=0.5))["data"]

    assert (str(trade["trade_id"]), trade["price"], trade["qty"]) == (
        made["trade_id"],
        Decimal("67000.125"),
        Decimal("0.5"),
    )
    assert trade["side"] == "sell"
    assert trade["timestamp"] <= made["sent_at"]
    assert [each["trade_id"] for each in await running.truth("kraken")] == [made["trade_id"]]


@pytest.mark.parametrize(("venue", "symbol"), [("binance", "BTCUSDT"), ("coinbase", "btc-usd"), ("kraken", "BTC/USD")])
async def test_a_trade_can_name_its_instrument_as_the_venue_does(simulate: Simulate, venue: str, symbol: str) -> None:
    running = await simulate(rate=0)
    await running.binance("btcusdt@aggTrade")
    await running.coinbase("BTC-USD")
    await running.kraken("BTC/USD")
    made = await running.post("/control/trades", venue=venue, symbol=symbol, price="1", size="1", side="buy")

    assert made["trade_id"].startswith("a") == (venue == "binance")
