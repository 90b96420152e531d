"""A capture goes out as recorded, once, at its pace; REST lists what was played."""

import asyncio
import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from simulator.replayed.capture import UnplayableCaptureError, load, load_all
from simulator.testing import Running, Simulate
from stack.test_servers.captures import OWN, extra

CAPTURES = [
    *(
        OWN / kind / f"{venue}.jsonl"
        for kind in ("handmade", "simulated")
        for venue in ("binance", "coinbase", "kraken")
    ),
    *extra(
        "ws/binance/2021-04.jsonl",
        "ws/binance/2021-08.jsonl",
        "ws/binance/2021-10-12.jsonl",
        "ws/binance_us/2021-10-12.jsonl",
        "ws/binance_us/2023-04.jsonl",
        "ws/coinbase/2021-04-17.jsonl",
        "ws/kraken/2026-07-07.jsonl",
    ),
]
OTHER = {"buy": "sell", "sell": "buy"}


def frames_of(path: Path) -> list[str]:
    lines = [json.loads(line) for line in path.read_text().split("\n") if line]
    return [line["frame"] for line in lines if "frame" in line]


def trades_of(frames: list[str]) -> list[tuple[str, Decimal, Decimal, str]]:
    """An independent reading: id, price, size, taker side."""
    found = []
    for frame in frames:
        message: Any = json.loads(frame, parse_float=Decimal, parse_int=Decimal)
        data = message.get("data", message)
        if isinstance(data, dict) and data.get("e") == "aggTrade":
            found.append((f"a{data['a']}", Decimal(data["p"]), Decimal(data["q"]), "sell" if data["m"] else "buy"))
        elif message.get("type") in {"match", "last_match"}:
            price, size = Decimal(message["price"]), Decimal(message["size"])
            found.append((str(message["trade_id"]), price, size, OTHER[message["side"]]))
        elif message.get("channel") == "trade":
            found += [(str(each["trade_id"]), each["price"], each["qty"], each["side"]) for each in data]
    return found


async def subscribe(running: Running, venue: str) -> Any:
    names = [each.symbol for each in running.simulation.exchanges[venue].instruments]
    if venue == "binance":
        return await running.binance(*(f"{name.lower()}@aggTrade" for name in names))
    return await (running.coinbase(*names) if venue == "coinbase" else running.kraken(*names))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_frames_and_trades_are_those_of_the_capture(simulate: Simulate, path: Path) -> None:
    frames = frames_of(path)
    running = await simulate(mode="replay", captures=(path,), speed=None)
    assert running.simulation.replay is not None
    [venue] = (player.exchange.venue for player in running.simulation.replay.players)
    socket = await subscribe(running, venue)
    received = [await socket.text() for _ in frames]
    await running.feed("finished")
    truth = await running.truth(venue)
    state = await running.get("/control/state")

    assert received == frames
    assert [
        (each["trade_id"], Decimal(each["price"]), Decimal(each["size"]), each["side"]) for each in truth
    ] == trades_of(frames)
    assert state["venues"][venue] == {
        "frames_total": len(frames),
        "frames_sent": len(frames),
        "trades_sent": len(truth),
        "connections": 1,
    }


async def test_kraken_v1_plays_without_a_trade_and_lists_its_pairs(simulate: Simulate, captures: Path) -> None:
    path = captures / "handmade/kraken_v1.jsonl"
    frames = frames_of(path)
    running = await simulate(mode="replay", captures=(path,), speed=None)
    socket = await running.connect("/kraken/v2")
    assert (await socket.next())["event"] == "systemStatus"
    await socket.send({"method": "subscribe", "params": {"channel": "trade", "symbol": ["BTC/USD"]}})

    assert [await socket.text() for _ in frames] == frames
    assert await running.truth() == []
    pairs = (await running.get("/kraken/0/public/AssetPairs"))["result"]
    assert {pair["wsname"] for pair in pairs.values()} == {"XBT/USD", "ETH/XBT", "SC/EUR"}
    assert running.simulation.exchanges["kraken"].by_name("BTC-USD.KRAKEN") is not None


async def test_listings_are_exactly_the_instruments_of_the_capture(simulate: Simulate, captures: Path) -> None:
    paths = tuple(captures / "handmade" / f"{venue}.jsonl" for venue in ("binance", "coinbase", "kraken"))
    running = await simulate(mode="replay", captures=paths, hold=True)
    symbols = (await running.get("/binance/api/v3/exchangeInfo"))["symbols"]
    products = await running.get("/coinbase/products")
    pairs = (await running.get("/kraken/0/public/AssetPairs"))["result"]

    assert {f"{each['baseAsset']}-{each['quoteAsset']}" for each in symbols} == {
        "BTC-USDT",
        "ETH-BTC",
        "USDC-USDT",
        "BNB-EUR",
    }
    assert {each["id"] for each in products} == {"BTC-USD", "ETH-USD", "ETH-BTC", "SKL-GBP", "NMR-EUR", "USDT-USD"}
    assert {key: pair["altname"] for key, pair in pairs.items()} == {"XXBTZUSD": "XBTUSD", "XETHZUSD": "ETHUSD"}
    state = await running.get("/control/state")
    assert state["state"] == state["feed"] == "holding"
    assert state["replay"] == {
        "captures": ["handmade/binance.jsonl", "handmade/coinbase.jsonl", "handmade/kraken.jsonl"],
        "start": "2026-03-01T12:00:00.000000Z",
        "end": "2026-03-01T12:07:29.006293Z",
        "speed": 1.0,
    }


async def test_a_held_tape_waits_for_start_and_has_heartbeats(simulate: Simulate, captures: Path) -> None:
    path = captures / "handmade/kraken.jsonl"
    running = await simulate(mode="replay", captures=(path,), hold=True, speed=None)
    socket = await running.kraken("BTC/USD")

    assert await socket.next() == {"channel": "heartbeat"}
    assert (await running.get("/kraken/0/public/Trades", pair="XBTUSD"))["result"]["XXBTZUSD"] == []
    await running.post("/control/replay", action="start")
    assert await socket.text() == frames_of(path)[0]
    await running.feed("finished")


async def test_frames_without_a_time_go_out_at_two_hundred_a_second_at_most(simulate: Simulate, captures: Path) -> None:
    running = await simulate(mode="replay", captures=(captures / "handmade/kraken.jsonl",), speed=2.0)
    socket = await running.kraken("BTC/USD")
    started = time.monotonic()
    for _ in range(401):
        await socket.text()

    assert time.monotonic() - started > 0.9


async def test_a_paused_tape_stands_still_and_goes_on_where_it_was(simulate: Simulate, captures: Path) -> None:
    path = captures / "handmade/kraken.jsonl"
    running = await simulate(mode="replay", captures=(path,), speed=5.0)
    socket = await running.kraken("BTC/USD")
    first = [await socket.text() for _ in range(100)]
    sent = (await running.post("/control/replay", action="pause"))["venues"]["kraken"]["frames_sent"]
    rest = [await socket.text() for _ in range(sent - 100)]
    assert await socket.next() == {"channel": "heartbeat"}

    state = await running.get("/control/state")
    assert (state["state"], state["venues"]["kraken"]["frames_sent"]) == ("paused", sent)
    await running.post("/control/replay", action="start")
    assert [*first, *rest, await socket.text()] == frames_of(path)[: sent + 1]


async def test_a_reconnect_does_not_rewind_and_rest_knows_what_was_missed(simulate: Simulate, captures: Path) -> None:
    path = captures / "handmade/kraken.jsonl"
    running = await simulate(mode="replay", captures=(path,), speed=20.0)
    socket = await running.kraken("BTC/USD")
    await socket.text()
    await socket.ws.close()
    await running.feed("finished")
    again = await running.kraken("BTC/USD")

    assert await again.next() == {"channel": "heartbeat"}
    listed = (await running.get("/kraken/0/public/Trades", pair="XBTUSD", since=0))["result"]["XXBTZUSD"]
    expected = [each for each in await running.truth() if each["instrument_id"] == "BTC-USD.KRAKEN"]
    assert [str(row[6]) for row in listed] == [each["trade_id"] for each in expected]
    assert [Decimal(row[0]) for row in listed] == [Decimal(each["price"]) for each in expected]


async def test_restart_plays_from_the_start_again(simulate: Simulate, captures: Path) -> None:
    path = captures / "handmade/kraken.jsonl"
    running = await simulate(mode="replay", captures=(path,), speed=None)
    socket = await running.kraken("BTC/USD")
    frames = frames_of(path)
    once = [await socket.text() for _ in frames]
    await running.post("/control/replay", action="restart")

    assert [await socket.text() for _ in frames] == once
    await running.feed("finished")
    assert len(await running.truth()) == 17


def capture(path: Path, *frames: object, **header: object) -> Path:
    lines = [{"capture": 1, "venue": "binance", "protocol": "binance spot", "url": None, **header}]
    path.write_text("\n".join(json.dumps(line) for line in [*lines, *frames]))
    return path


async def test_at_full_speed_a_slow_reader_loses_nothing(simulate: Simulate, tmp_path: Path) -> None:
    books = ({"t": None, "frame": json.dumps({"u": number, "s": "BNBBTC", "b": "1" * 400})} for number in range(8_000))
    path = capture(tmp_path / "books.jsonl", *books)
    running = await simulate(mode="replay", captures=(path,), speed=None)
    socket = await running.binance("bnbbtc@bookTicker")
    await asyncio.sleep(0.3)
    frames = frames_of(path)

    assert [await socket.text() for _ in frames] == frames


async def test_single_trades_of_binance_are_a_series_of_their_own(simulate: Simulate, tmp_path: Path) -> None:
    trade = {
        "e": "trade",
        "E": 5,
        "s": "BNBBTC",
        "t": 12345,
        "p": "0.001",
        "q": "100",
        "T": 1672515782136,
        "m": True,
        "M": True,
    }
    path = capture(tmp_path / "a.jsonl", {"t": None, "frame": json.dumps(trade)}, {"t": None, "frame": "{broken"})
    running = await simulate(mode="replay", captures=(path,), speed=None)
    socket = await running.binance("bnbbtc@trade")
    assert json.loads(await socket.text()) == trade
    await running.feed("finished")

    [item] = await running.truth("binance")
    assert item == {
        "instrument_id": "BNB-BTC.BINANCE",
        "trade_id": "12345",
        "price": "0.001",
        "size": "100",
        "side": "sell",
        "timestamp": "2022-12-31T19:43:02.136000Z",
    }
    assert await running.get("/binance/api/v3/aggTrades", symbol="BNBBTC") == []
    [row] = await running.get("/binance/api/v3/trades", symbol="BNBBTC")
    assert (row["id"], row["price"], row["qty"], row["isBuyerMaker"]) == (12345, "0.001", "100", True)
    assert await running.get("/binance/api/v3/klines", symbol="BNBBTC", interval="1m") == []


def test_a_file_that_is_no_capture_is_refused_with_its_reason(tmp_path: Path, captures: Path) -> None:
    with pytest.raises(UnplayableCaptureError, match="header"):
        load(captures / "single_frames" / "binance.jsonl")
    with pytest.raises(UnplayableCaptureError, match="No such file"):
        load(tmp_path / "none.jsonl")
    with pytest.raises(UnplayableCaptureError, match="neither"):
        load(capture(tmp_path / "odd.jsonl", {"t": 1}))


def test_two_captures_of_one_venue_are_refused(captures: Path) -> None:
    with pytest.raises(UnplayableCaptureError, match=r"two captures of one venue \(binance\)"):
        load_all((captures / "handmade/binance.jsonl", captures / "simulated/binance.jsonl"))


def test_a_receive_time_that_goes_back_keeps_the_order(tmp_path: Path) -> None:
    loaded = load(capture(tmp_path / "b.jsonl", *({"t": t, "frame": "{}"} for t in (10.0, 11.0, 10.5, 12.0))))

    assert [frame.offset for frame in loaded.frames] == [0.0, 1.0, 1.0, 2.0]
