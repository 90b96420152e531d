"""What one client may take of a tick: long replays come in parts, and nobody else waits for them."""

from typing import Any

from gateway.stream.channels.channel_log import ChannelLog
from gateway.stream.fan_out.clients import StreamClient

from .market import ClientSocket, Market, seqs


def of_logs(told: list[dict[str, Any]]) -> list[int]:
    """The `seq` of the trades in some messages, in the order they came in."""
    messages = [message for update in told for message in update.get("messages", [])]
    return [message["seq"] for message in messages if message["channel"].startswith("trades:")]


def joined(market: Market) -> tuple[StreamClient, ClientSocket]:
    wire = ClientSocket()
    client = StreamClient(wire)
    market.broadcaster.join(client)
    return client, wire


def test_a_long_replay_comes_in_parts_without_a_hole_while_trades_and_prices_go_on() -> None:
    market = Market(tick_cost=100, client_cost=100)
    for number in range(55):
        market.trade(number=number)
    client, wire = market.connect("price:bitcoin")
    market.subscribe(client, "trades:bitcoin", resume={"trades:bitcoin": 5})
    told, parts = [], 0
    for number in range(100, 110):
        market.trade(number=number)
        market.price(str(number))
        market.tick()
        found = wire.told()
        assert [
            message["data"]["price"]
            for update in found
            for message in update["messages"]
            if message["channel"] == "price:bitcoin"
        ]
        parts += bool(of_logs(found))
        told += found

    trades = of_logs(told)
    assert trades == sorted(set(trades))
    assert len(trades) == 65
    assert parts > 5


def test_everybody_gets_a_part_at_once_however_much_one_wants() -> None:
    market = Market(tick_cost=200, client_cost=100)
    for number in range(500):
        market.trade(number=number)
    greedy, others = [joined(market)], [joined(market) for _ in range(3)]
    for client, _ in (*greedy, *others):
        market.subscribe(client, "trades:bitcoin", resume={"trades:bitcoin": 5})
    for _ in range(2):
        market.tick()

    assert all(of_logs(wire.told()) for _, wire in others)


def test_a_record_is_decoded_once_however_often_it_is_replayed_and_shown() -> None:
    market = Market()
    for number in range(150):
        market.trade(number=number)
    clients = [joined(market) for _ in range(5)]
    for client, _ in clients:
        market.subscribe(client, "trades:bitcoin", resume={"trades:bitcoin": 5})
        market.tick()
        market.subscribe(client, "trades:bitcoin")
        market.tick()
    log = market.store.sources["trades:bitcoin"]

    assert isinstance(log, ChannelLog)
    assert [len(of_logs(wire.told())) for _, wire in clients] == [150] * 5
    assert log.encodings == 150


def test_a_client_that_reads_nothing_is_shown_nothing_however_often_it_subscribes() -> None:
    market = Market(behind_bytes=10)
    client, wire = joined(market)
    wire.waiting = 11
    for _ in range(20):
        market.subscribe(client, "price:bitcoin", "trades:bitcoin")
        market.tick()
    assert wire.told() == []
    wire.waiting = 0
    market.tick()

    assert [message["channel"] for message in wire.told()] == ["price:bitcoin", "trades:bitcoin"]


def test_what_is_evicted_during_a_replay_ends_in_a_snapshot_and_not_in_a_closed_connection() -> None:
    market = Market(tick_cost=100, client_cost=100)
    for number in range(300):
        market.trade(number=number)
    client, wire = joined(market)
    market.subscribe(client, "trades:bitcoin", resume={"trades:bitcoin": 5})
    market.tick()
    market.store.evict(market.now + 400_000_000, 300_000_000, 10**9)
    market.tick()
    market.trade()
    market.tick()
    kinds = [message["type"] for message in wire.told()]

    assert kinds == ["update", "resync", "snapshot", "update"]
    assert wire.closed is None


def test_a_channel_asked_for_again_before_it_began_begins_once() -> None:
    market = Market()
    client, wire = joined(market)
    for _ in range(3):
        market.subscribe(client, "trades:bitcoin", "venues")
    market.tick()

    assert [message["type"] for message in wire.told()] == ["snapshot", "snapshot"]
    market.trade()
    market.tick()
    assert seqs(wire.told()[0]) == [6]
