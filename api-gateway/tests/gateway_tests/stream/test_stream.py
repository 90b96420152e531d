"""The stream over a real socket, fed through the real topics."""

import contextlib
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from shared.clock import now_us
from stack.testing import eventually
from websockets.exceptions import InvalidStatus

from ..conftest import Make
from ..feed import Feed, candle, feeding, price, trade, venue
from ..listener import Listener, listening, opens
from ..servers import gateway

MINUTE = 60_000_000


@pytest.fixture(scope="session")
async def feed(kafka_bootstrap: str) -> AsyncIterator[Feed]:
    async with feeding(kafka_bootstrap) as feed:
        yield feed


@pytest.fixture
def coin() -> str:
    """Give a coin of this test alone, also on servers that outlive a run."""
    return f"c{uuid4().hex[:12]}"


@pytest.fixture
async def listener(address: str) -> AsyncIterator[Listener]:
    async with listening(address) as listener:
        yield listener


async def test_the_first_message_says_what_to_expect(listener: Listener) -> None:
    hello = listener.hello

    assert (hello["type"], hello["mode"], hello["stale_after_s"], hello["heartbeat_s"]) == (
        "hello",
        "simulated",
        15,
        20,
    )
    assert hello["stream"]
    assert hello["server_time"].endswith("Z")


async def test_a_price_comes_as_snapshot_and_then_as_updates_that_only_grow(
    feed: Feed, listener: Listener, coin: str
) -> None:
    await feed.put(price(coin, "1.5"))
    shown = await listener.shown(f"price:{coin}")
    await feed.put(price(coin, "0.00000019"))
    (update,) = await listener.updates(f"price:{coin}", 1)

    assert (shown["data"]["price"], update["data"]["price"]) == ("1.5", "0.00000019")
    assert update["seq"] > shown["seq"]
    assert (update["data"]["stale"], update["data"]["venues"][0]["included"]) == (False, True)
    assert 0 <= update["data"]["venues"][0]["age_ms"] < 5_000


async def test_an_old_price_is_sent_as_stale(feed: Feed, listener: Listener, coin: str) -> None:
    await feed.put(price(coin, as_of_us=now_us() - 20_000_000))
    data = (await listener.shown(f"price:{coin}"))["data"]

    assert (data["stale"], data["reason"], data["venues"][0]["included"]) == (True, "venue_stale", False)


async def test_a_price_without_a_trade_that_is_made_anew_is_quiet(feed: Feed, listener: Listener, coin: str) -> None:
    await feed.put(price(coin, as_of_us=now_us() - 20_000_000, made_us=now_us()))
    data = (await listener.shown(f"price:{coin}"))["data"]

    assert (data["stale"], data["quiet"], data["reason"]) == (False, True, None)
    assert [(line["included"], line["quiet"]) for line in data["venues"]] == [(True, True)]
    assert (data["volume_24h"], data["volume_stale"], data["volume_missing"]) == (None, [], ["kraken"])


async def test_trades_come_each_once_and_in_order(feed: Feed, listener: Listener, coin: str) -> None:
    await feed.put(price(coin))
    await listener.subscribe(f"trades:{coin}")
    await listener.next("snapshot", f"trades:{coin}")
    first, second = trade(coin), trade(coin)
    await feed.put(first, first, second, first, trade(coin, 7))
    updates = await listener.updates(f"trades:{coin}", 3)

    assert [update["data"]["trade_id"] for update in updates] == [first.trade_id, second.trade_id, "7"]
    assert sorted({update["seq"] for update in updates}) == [update["seq"] for update in updates]
    assert updates[0]["data"]["size"] == "0.00000019"
    assert updates[0]["data"]["timestamp"] == updates[0]["ts_event"]


async def test_a_client_resumes_where_it_was_without_a_snapshot(feed: Feed, address: str, coin: str) -> None:
    trades = [trade(coin) for _ in range(3)]
    await feed.put(price(coin), trades[0])
    async with listening(address) as before:
        snapshot = await before.shown(f"trades:{coin}")
        resume = {"stream": before.hello["stream"], "channels": {f"trades:{coin}": snapshot["seq"]}}
    await feed.put(*trades[1:])
    async with listening(address) as after:
        await after.subscribe(f"trades:{coin}", resume=resume)
        updates = await after.updates(f"trades:{coin}", 2)

    assert [update["data"]["trade_id"] for update in updates] == [one.trade_id for one in trades[1:]]


@pytest.mark.parametrize(("from_where", "reason"), [(("another", 10**9), "new_stream"), ((None, -1), "too_old")])
async def test_a_channel_that_cannot_be_resumed_gets_resync_and_a_snapshot(
    feed: Feed, listener: Listener, from_where: tuple[str | None, int], reason: str, coin: str
) -> None:
    await feed.put(price(coin), trade(coin))
    await listener.shown(f"trades:{coin}")
    stream, seq = from_where
    resume = {"stream": stream or listener.hello["stream"], "channels": {f"trades:{coin}": seq}}
    await listener.subscribe(f"trades:{coin}", resume=resume)

    assert (await listener.next("resync", f"trades:{coin}"))["reason"] == reason
    assert (await listener.next("snapshot", f"trades:{coin}"))["data"]["items"]


async def test_candles_come_revised_and_by_instrument(feed: Feed, listener: Listener, coin: str) -> None:
    await feed.put(price(coin), candle(coin, 1), candle(coin, 1, open_time_us=MINUTE), candle(coin, 3))
    await eventually(lambda: _all_shown(listener, coin))
    items = (await listener.shown(f"candles:{coin}:1m"))["data"]["items"]
    await feed.put(candle(coin, 2), candle(coin, 4))
    (update,) = await listener.updates(f"candles:{coin}:1m", 1)

    assert [(item["open_time"], item["revision"]) for item in items] == [
        ("1970-01-01T00:01:00Z", 1),
        ("1970-01-01T00:00:00Z", 3),
    ]
    assert update["data"]["revision"] == 4


async def _all_shown(listener: Listener, coin: str) -> bool:
    snapshot = await listener.shown(f"candles:{coin}:1m")
    return {item["revision"] for item in snapshot["data"]["items"]} == {1, 3}


async def test_venues_are_sent_as_one_whole_state(feed: Feed, listener: Listener) -> None:
    await feed.put(venue())
    items = (await listener.shown("venues"))["data"]["items"]

    assert "kraken" in {item["venue"] for item in items}
    fields = {"state", "reason", "since", "last_message_at", "last_data_at", "open_gaps", "refused", "halted"}
    assert fields <= items[0].keys()


async def test_a_symbol_stands_for_its_coin(feed: Feed, listener: Listener, address: str) -> None:
    await feed.put(price("zeta"))

    async def known() -> bool:
        async with listening(address) as other:
            await other.say(op="subscribe", id=1, channels=["price:ZETAX"])
            return bool((await other.next("ack"))["channels"] == ["price:zeta"])

    assert await eventually(known)
    assert (await listener.subscribe("price:BTC"))["channels"] == ["price:bitcoin"]  # asked of the service


@pytest.mark.parametrize(
    "channel", ["price:nothing", "prices:alpha", "candles:{coin}", "candles:{coin}:2m", "", "venues:x"]
)
async def test_an_unknown_channel_is_an_error_of_its_own(
    feed: Feed, listener: Listener, channel: str, coin: str
) -> None:
    channel = channel.format(coin=coin)
    await feed.put(price(coin))
    await listener.shown(f"price:{coin}")
    await listener.say(op="subscribe", id="a", channels=[channel, "venues"])

    assert (await listener.next("ack"))["channels"] == ["venues"]
    error = await listener.next("error")
    assert (error["id"], error["code"], error["channel"]) == ("a", "unknown_channel", channel)


async def test_an_instrument_of_another_coin_is_unknown(feed: Feed, listener: Listener, coin: str) -> None:
    await feed.put(price(coin))
    await listener.shown(f"price:{coin}")
    await listener.say(op="subscribe", id=1, channels=[f"candles:{coin}:1m:BTC-USD.KRAKEN"])

    assert (await listener.next("error"))["code"] == "unknown_channel"


async def test_no_invalid_message_closes_the_connection(listener: Listener) -> None:
    for text in (
        "{",
        "[]",
        '{"op":"fly","id":3}',
        '{"op":"subscribe","channels":5}',
        "\x00",
        '{"op":"auth","token":"t"}',
    ):
        await listener.socket.send(text)
        assert (await listener.next("error"))["code"] in ("invalid_message", "invalid_token")
    await listener.say(op="ping", id=2)
    pong = await listener.next("pong")
    assert pong["id"] == 2


async def test_after_unsubscribing_nothing_comes(feed: Feed, listener: Listener, coin: str) -> None:
    await feed.put(price(coin), price(f"{coin}2"))
    await listener.shown(f"price:{coin}")
    await listener.shown(f"price:{coin}2")
    await listener.say(op="unsubscribe", id=2, channels=[f"price:{coin}"])
    assert (await listener.next("ack"))["channels"] == [f"price:{coin}"]
    await feed.put(price(coin, "2"), price(f"{coin}2", "3"))

    update = await listener.next("update")
    assert [message["channel"] for message in update["messages"]] == [f"price:{coin}2"]


async def test_connections_channels_and_messages_are_limited(make_settings: Make) -> None:
    settings = make_settings(websocket_connections=2, websocket_channels=1, websocket_messages=2)
    async with gateway(settings) as address:
        await eventually(lambda: opens(address))
        async with listening(address) as first, listening(address):
            with pytest.raises(InvalidStatus) as refused:
                await opens(address)
            await first.say(op="subscribe", id=1, channels=["venues", "price:btc"])
            error = await first.next("error")
            for number in range(8):
                await first.say(op="ping", id=number)
            limited = await first.next("error")

    assert refused.value.response.status_code == 429
    assert (error["code"], error["channel"]) == ("too_many_channels", "price:btc")
    assert limited["code"] == "rate_limited"


async def test_a_restarted_gateway_goes_on_counting_and_says_when_to_come_back(
    feed: Feed, make_settings: Make, coin: str
) -> None:
    await feed.put(price(coin), trade(coin))
    async with contextlib.AsyncExitStack() as stays_open:
        async with gateway(make_settings()) as address:
            await eventually(lambda: opens(address))
            listener = await stays_open.enter_async_context(listening(address))
            snapshot = await listener.shown(f"trades:{coin}")
        assert (await listener.next("reconnect"))["after_ms"] > 0
    stream, seq = listener.hello["stream"], snapshot["seq"]
    assert snapshot["data"]["items"]
    missed = trade(coin)
    await feed.put(missed)
    async with gateway(make_settings()) as address:
        await eventually(lambda: opens(address))
        async with listening(address) as listener:
            assert listener.hello["stream"] == stream
            await listener.subscribe(f"trades:{coin}", resume={"stream": stream, "channels": {f"trades:{coin}": seq}})
            (update,) = await listener.updates(f"trades:{coin}", 1)

    assert update["data"]["trade_id"] == missed.trade_id
    assert update["seq"] > seq
