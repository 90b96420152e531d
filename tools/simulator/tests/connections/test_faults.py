"""Each fault does what it says, to its venue only, and ends."""

import json
from typing import Any

import aiohttp
import pytest
from simulator.connections.hostile_frames import hostile_frames
from simulator.testing import Running, Simulate, Socket


async def fault(running: Running, venue: str, kind: str, **more: Any) -> str:
    return str((await running.post("/control/faults", venue=venue, fault=kind, **more))["id"])


async def lift(running: Running, fault_id: str) -> None:
    async with running.http.delete(f"{running.base}/control/faults/{fault_id}") as answer:
        assert answer.status == 200


def ids(socket: Socket) -> list[int]:
    return [message["trade_id"] for message in socket.seen if message["type"] == "match"]


async def silent(socket: Socket, seconds: float) -> bool:
    try:
        await socket.text(seconds)
    except TimeoutError:
        return True
    return False


async def test_drop_cuts_connections_and_new_ones_as_they_subscribe(simulate: Simulate) -> None:
    running = await simulate(rate=50)
    socket, other = await running.coinbase("BTC-USD"), await running.kraken("BTC/USD")
    fault_id = await fault(running, "coinbase", "drop")
    assert await socket.end() == 1006
    again = await running.connect("/coinbase")
    await again.send({"type": "subscribe", "product_ids": ["BTC-USD"], "channels": ["matches"]})
    assert await again.end() == 1006

    await other.until(lambda m: m.get("channel") == "trade")
    await lift(running, fault_id)
    healed = await running.coinbase("BTC-USD")
    await healed.until(lambda m: m["type"] == "match")


async def test_refused_sockets_are_the_new_ones_alone(simulate: Simulate) -> None:
    running = await simulate(rate=50)
    socket = await running.coinbase("BTC-USD")
    fault_id = await fault(running, "coinbase", "refuse_sockets")
    async with running.http.get(f"{running.base}/coinbase") as refused:
        assert refused.status == 503

    await socket.until(lambda m: m["type"] == "match")
    assert await running.get("/coinbase/products/BTC-USD/trades", limit=1)
    await lift(running, fault_id)
    await running.coinbase("BTC-USD")


async def test_freeze_is_wholly_silent_while_rest_goes_on(simulate: Simulate) -> None:
    running = await simulate(rate=200)
    socket = await running.coinbase("BTC-USD", channels=("matches", "heartbeat"))
    await socket.until(lambda m: m["type"] == "match")
    fault_id = await fault(running, "coinbase", "freeze")
    while not await silent(socket, 0.3):
        pass
    assert await silent(socket, 1.2)
    unanswered = await running.connect("/coinbase")
    await unanswered.send({"type": "subscribe", "product_ids": ["BTC-USD"], "channels": ["matches"]})
    assert await silent(unanswered, 0.3)
    newest = await running.get("/coinbase/products/BTC-USD/trades", limit=1)
    assert newest[0]["trade_id"] > ids(socket)[-1]

    await lift(running, fault_id)
    first = await socket.until(lambda m: m["type"] == "match")
    assert first["trade_id"] > newest[0]["trade_id"]
    assert (await unanswered.next())["type"] == "subscriptions"


@pytest.mark.parametrize(("kind", "status"), [("refuse", 503), ("http_451", 451), ("http_429", 429)])
async def test_a_refusal_is_the_answer_to_handshakes_and_rest(simulate: Simulate, kind: str, status: int) -> None:
    running = await simulate(rate=50)
    socket = await running.binance("btcusdt@aggTrade")
    fault_id = await fault(running, "binance", kind)
    assert await socket.end() in {1006, 1008}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await running.connect("/binance/stream")
    assert refused.value.status == status
    async with running.http.get(running.base + "/binance/api/v3/ping") as answer:
        assert answer.status == status
        assert ("Retry-After" in answer.headers) == (status == 429)
        assert (status != 451) or (await answer.json())["msg"].startswith(
            "Service unavailable from a restricted location"
        )
    async with running.http.get(running.base + "/coinbase/products") as answer:
        assert answer.status == 200

    await lift(running, fault_id)
    await (await running.binance("btcusdt@aggTrade")).until(lambda m: "data" in m)


async def test_binance_announces_its_shutdown_and_closes_two_seconds_later(simulate: Simulate) -> None:
    running = await simulate(rate=50)
    socket = await running.binance("btcusdt@aggTrade")
    raw = await running.connect("/binance/ws/btcusdt@aggTrade")
    await fault(running, "binance", "shutdown")
    notice = await socket.until(lambda m: m.get("stream") == "!serverShutdown")
    assert notice["data"].keys() == {"e", "E"}
    assert (await raw.until(lambda m: m["e"] == "serverShutdown")).keys() == {"e", "E"}
    fresh = await running.binance("btcusdt@aggTrade")

    assert await socket.end() == 1012
    await fresh.until(lambda m: "data" in m)


async def test_kraken_and_coinbase_close_with_service_restart(simulate: Simulate) -> None:
    running = await simulate(rate=50)
    kraken, coinbase = await running.kraken("BTC/USD"), await running.coinbase("BTC-USD")
    for venue in ("kraken", "coinbase"):
        await fault(running, venue, "shutdown", seconds=1)
    status = await kraken.until(lambda m: m.get("channel") == "status")

    assert status["data"][0]["system"] == "maintenance"
    assert [await kraken.end(), await coinbase.end()] == [1012, 1012]


async def test_skipped_trades_are_missing_on_the_socket_only(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.coinbase("BTC-USD")
    await fault(running, "coinbase", "skip_ids", rate=0.5)
    await running.post("/control/generate", trades_per_second=2_000, seconds=0.2)
    await running.feed("finished")
    truth = [int(each["trade_id"]) for each in await running.truth()]
    sent = (await running.get("/control/state"))["venues"]["coinbase"]["frames_sent"]
    for _ in range(sent):
        await socket.next()

    assert len(truth) == 400
    assert 100 < sent < 300
    assert set(ids(socket)) < set(truth)
    rest = await running.get("/coinbase/products/BTC-USD/trades")
    assert [row["trade_id"] for row in reversed(rest)] == truth


async def test_duplicates_and_disorder_lose_nothing(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.coinbase("BTC-USD")
    await fault(running, "coinbase", "duplicate", rate=0.3)
    await fault(running, "coinbase", "reorder", rate=0.3)
    await running.post("/control/generate", trades_per_second=2_000, seconds=0.2)
    await running.feed("finished")
    truth = {int(each["trade_id"]) for each in await running.truth()}
    await socket.until(lambda _: set(ids(socket)) == truth)

    assert ids(socket) != sorted(ids(socket))
    assert len(ids(socket)) > len(truth)


async def test_garbage_comes_at_its_rate_between_good_trades(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    socket = await running.connect("/coinbase")
    await socket.send({"type": "subscribe", "product_ids": ["BTC-USD"], "channels": ["matches"]})
    await socket.text()
    await running.post("/control/generate", trades_per_second=100, seconds=1)
    await fault(running, "coinbase", "garbage", rate=2_000, seconds=1)
    good: list[Any] = []
    bad = 0
    while len(good) < 100:
        message = await socket.ws.receive(5)
        trade = _good(message)
        good += [trade] if trade else []
        bad += trade is None

    assert good == [int(each["trade_id"]) for each in await running.truth()]
    assert 1_000 < bad < 3_000


def _good(message: aiohttp.WSMessage) -> int | None:
    if message.type is not aiohttp.WSMsgType.TEXT:
        assert message.type is aiohttp.WSMsgType.BINARY
        return None
    try:
        found = json.loads(message.data)
    except (ValueError, RecursionError):
        return None
    is_match = isinstance(found, dict) and found.get("type") == "match"
    return found["trade_id"] if is_match and isinstance(found["sequence"], int) and found["sequence"] > 1 else None


@pytest.mark.parametrize("venue", ["binance", "coinbase", "kraken"])
def test_hostile_frames_hold_what_they_should(venue: str) -> None:
    frames = hostile_frames(venue, "BTC-USD", 7)
    data = [next(frames) for _ in range(1_000)]

    assert len(set(data)) > 25
    assert max(map(len, data)) > 20_000
    for part in (b"NaN", b"9999-12-31" if venue != "binance" else b"253402300799000", b"\x00", b"[[[[", b"9" * 10_000):
        assert any(part in frame for frame in data)


async def test_a_fault_ends_by_itself(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    await fault(running, "kraken", "http_451", seconds=0.2)
    assert [each["fault"] for each in (await running.get("/control/state"))["faults"]] == ["http_451"]

    async def over() -> bool:
        async with running.http.get(running.base + "/kraken/0/public/Time") as answer:
            return answer.status == 200

    await running.eventually(over)
    assert (await running.get("/control/faults"))["items"] == []


async def test_what_was_missed_while_away_is_listed_for_resuming(simulate: Simulate) -> None:
    running = await simulate(rate=500)
    socket = await running.binance("btcusdt@aggTrade")
    last = (await socket.until(lambda m: "data" in m))["data"]["a"]
    await socket.ws.close()
    await running.post("/control/generate", trades_per_second=500, seconds=0.5)
    await running.feed("finished")
    rows = await running.get("/binance/api/v3/aggTrades", symbol="BTCUSDT", fromId=last + 1, limit=1_000)

    assert [row["a"] for row in rows] == list(range(last + 1, last + 1 + len(rows)))
    assert len(rows) >= 250
