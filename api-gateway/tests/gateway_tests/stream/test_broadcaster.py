"""What each client is sent at a tick, with real channels and a socket that can be made slow."""

import pytest
from gateway.stream.channels.channel_log import PartitionProgress
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.log_kinds import LOG_KINDS
from gateway.stream.close_codes import CloseCode
from gateway.stream.fan_out.clients import StreamClient
from shared.events import encode
from shared.kafka.topics import TRADES

from ..feed import trade, venue
from .market import ClientSocket, Market, seqs


def test_clients_of_the_same_channels_get_the_very_same_frame_once_a_tick() -> None:
    market = Market()
    wires = [market.connect("price:bitcoin", "trades:bitcoin")[1] for _ in range(3)]
    market.trade()
    market.price("1")
    market.trade()
    market.tick()

    (frame,) = wires[0].frames
    assert all(wire.frames == [frame] and wire.frames[0] is frame for wire in wires)
    assert seqs(wires[0].told()[0]) == [6, 7, 8]


def test_states_wait_for_their_tick_and_only_the_newest_is_sent() -> None:
    market = Market()
    _, wire = market.connect("price:bitcoin")
    market.price("1")
    market.tick(states=False)
    assert wire.told() == []
    market.price("2")
    market.tick()

    (update,) = wire.told()
    assert [message["data"]["price"] for message in update["messages"]] == ["2"]


def test_a_snapshot_and_what_follows_it_neither_overlap_nor_leave_a_hole() -> None:
    market = Market()
    wire = ClientSocket()
    client = StreamClient(wire)
    market.broadcaster.join(client)
    market.trade(number=1)
    market.subscribe(client, "trades:bitcoin")
    market.trade(number=2)
    market.tick()
    market.trade(number=3)
    market.tick()

    snapshot, update = wire.told()
    assert {item["trade_id"] for item in snapshot["data"]["items"]} == {"1", "2"}
    assert [message["data"]["trade_id"] for message in update["messages"]] == ["3"]


def test_a_slow_client_gets_the_newest_state_and_every_trade_when_it_takes_again() -> None:
    market = Market(behind_bytes=10, missed_messages=100)
    _, wire = market.connect("price:bitcoin", "trades:bitcoin")
    _, quick = market.connect("trades:bitcoin")
    wire.waiting = 11
    for text in ("1", "2", "3"):
        market.price(text)
        market.trade()
        market.tick()
    assert wire.told() == []
    assert len(quick.told()) == 3
    wire.waiting = 0
    market.tick()

    (update,) = wire.told()
    prices = [message for message in update["messages"] if message["channel"] == "price:bitcoin"]
    assert [message["data"]["price"] for message in prices] == ["3"]
    assert len(update["messages"]) == 4
    market.trade()
    market.tick()
    assert len(wire.told()[0]["messages"]) == 1


def test_a_client_too_far_behind_on_a_log_is_closed_and_nobody_else() -> None:
    market = Market(behind_bytes=10, missed_messages=5)
    _, slow = market.connect("trades:bitcoin")
    _, quick = market.connect("trades:bitcoin")
    _, patient = market.connect("price:bitcoin")
    slow.waiting = patient.waiting = 11
    for number in range(7):
        market.trade()
        market.price(str(number))
        market.tick()

    assert (slow.closed, quick.closed, patient.closed) == (CloseCode.SLOW, None, None)


def test_resuming_gives_what_was_missed_and_no_snapshot() -> None:
    market = Market()
    client, wire = market.connect("venues")
    for number in range(3):
        market.trade(number=number)
    market.subscribe(client, "trades:bitcoin", resume={"trades:bitcoin": 6})
    market.tick()

    (update,) = wire.told()
    assert [message["data"]["trade_id"] for message in update["messages"]] == ["1", "2"]


@pytest.mark.parametrize(("seq", "kinds"), [(5, []), (4, ["resync", "snapshot"])])
def test_a_silent_log_can_be_resumed_from_where_reading_began(seq: int, kinds: list[str]) -> None:
    market = Market()
    client, wire = market.connect("venues")
    market.subscribe(client, "trades:quiet", resume={"trades:quiet": seq})
    market.tick()

    assert [message["type"] for message in wire.told()] == kinds


def waiting_for(seq: int | None) -> tuple[Market, ClientSocket]:
    """A client that wants the trades of a market whose logs reach back to 5 and are being loaded."""
    market = Market(window_wait_us=1_000_000)
    market.store.window_loaded = False
    client, wire = market.connect("venues")
    market.trade(number=7)
    market.subscribe(client, "trades:bitcoin", resume={} if seq is None else {"trades:bitcoin": seq})
    market.tick()
    return market, wire


@pytest.mark.parametrize("seq", [2, None])
def test_a_subscription_waits_until_the_resume_window_is_loaded(seq: int | None) -> None:
    market, wire = waiting_for(seq)
    assert wire.told() == []
    older = ChannelStore(stale_after_us=0, progress_of=lambda _channel: market.partition)
    older.on_log(LOG_KINDS[TRADES], 4, market.now, PartitionProgress(0, 0), encode(trade("bitcoin", 6)))
    market.store.prepend(older)
    market.partition.floor = 2
    market.store.window_loaded = seq is None
    market.tick()

    (told,) = wire.told()
    items = told["messages"] if seq else told["data"]["items"]
    assert {(item["data"] if seq else item)["trade_id"] for item in items} == {"6", "7"}


def test_a_log_that_is_loaded_far_enough_is_resumed_at_once() -> None:
    _, wire = waiting_for(5)

    (update,) = wire.told()
    assert [message["data"]["trade_id"] for message in update["messages"]] == ["7"]


def test_a_subscription_waits_a_limited_time_for_the_resume_window() -> None:
    market, wire = waiting_for(2)
    market.now += 1_000_000
    market.tick()

    resync, snapshot = wire.told()
    assert (resync["reason"], snapshot["data"]["items"][0]["trade_id"]) == ("too_old", "7")


def test_trades_older_than_the_window_are_evicted_and_resuming_them_is_too_old() -> None:
    market = Market()
    client, wire = market.connect("venues")
    for _ in range(150):
        market.trade()
    market.now += 400_000_000
    market.trade()
    market.store.evict(market.now, 300_000_000, 10**9)
    market.subscribe(client, "trades:bitcoin", resume={"trades:bitcoin": 10})
    market.tick()

    resync, snapshot = wire.told()
    assert resync["reason"] == "too_old"
    assert len(snapshot["data"]["items"]) == 100


def test_the_window_shrinks_before_memory_runs_out() -> None:
    market = Market()
    for _ in range(300):
        market.now += 1_000_000
        market.trade()
    tape = market.store.sources["trades:bitcoin"]
    whole = tape.size
    market.store.evict(market.now, 400_000_000, whole // 2)

    assert whole // 4 < tape.size <= whole // 2


def test_a_candle_that_is_unchanged_is_not_sent() -> None:
    market = Market()
    _, wire = market.connect("candles:bitcoin:1m")
    for revision in (2, 2, 1):
        market.candle(revision)
    market.tick()
    (update,) = wire.told()
    assert seqs(update) == [6]
    market.candle(2)
    market.tick()

    assert wire.told() == []


def test_venues_go_down_by_time_alone_and_their_seq_grows() -> None:
    market = Market()
    _, wire = market.connect("venues")
    market.store.on_venue(6, venue(as_of_us=market.now))
    for _ in range(3):
        market.now += 8_000_000
        market.store.expire_venues(market.now)
        market.tick()
    live, down = wire.told()

    assert [found["messages"][0]["data"]["items"][0]["reason"] for found in (live, down)] == [None, "ingest_down"]
    assert seqs(down) > seqs(live)


def test_a_client_that_leaves_is_removed_from_all_state() -> None:
    market = Market(behind_bytes=10)
    client, wire = market.connect("trades:bitcoin")
    wire.waiting = 11
    market.trade()
    market.tick()
    market.subscribe(client, "price:bitcoin")
    market.broadcaster.leave(client)
    market.tick()

    assert wire.told() == []
    assert market.broadcaster._audiences == {}
