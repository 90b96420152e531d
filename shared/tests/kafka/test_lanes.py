"""What waits for the broker stays bounded: a state waits once a key, what may be lost is left out beyond a number."""

from shared.events import PriceV1
from shared.kafka import Producer
from shared.kafka.sending.batch import Record
from shared.kafka.sending.lanes import StateLane, make_lane
from shared.kafka.topics import FRAMES_DLQ, PRICES, TRADES


def record(key: str, value: str) -> Record:
    return (0, key.encode(), value.encode(), None)


def test_a_log_keeps_every_record_in_order() -> None:
    lane = make_lane(TRADES, 0)
    for number in range(5):
        lane.add(record("a", str(number)))

    assert [value for _, _, value, _ in lane.first(3)] == [b"0", b"1", b"2"]
    lane.on_acknowledged(3)
    assert (lane.put, lane.acknowledged, lane.pending) == (5, 3, 2)
    assert [value for _, _, value, _ in lane.first(9)] == [b"3", b"4"]


def test_a_state_replaces_the_one_before_it_that_still_waits() -> None:
    lane = make_lane(PRICES, 0)
    for number in range(1_000):
        lane.add(record("ab"[number % 2], str(number)))

    assert (lane.pending, lane.acknowledged) == (2, 0)
    assert {value for _, _, value, _ in lane.first(9)} == {b"998", b"999"}
    lane.on_acknowledged(2)
    assert (lane.pending, lane.acknowledged) == (0, 1_000)


def test_a_state_that_came_while_another_was_sent_is_sent_after_it() -> None:
    lane = make_lane(PRICES, 0)
    lane.add(record("a", "1"))
    lane.first(9)
    lane.add(record("a", "2"))

    lane.on_acknowledged(1)

    assert (lane.pending, lane.acknowledged) == (1, 1)
    assert [value for _, _, value, _ in lane.first(9)] == [b"2"]


def test_what_was_sent_in_vain_is_sent_again_before_what_came_later() -> None:
    """A state may hold what no later one does, such as the high since the one before."""
    lane = make_lane(PRICES, 0)
    lane.add(record("a", "1"))
    assert isinstance(lane, StateLane)
    assert lane.waits(b"a")
    lane.first(9)
    assert not lane.waits(b"a")
    lane.add(record("a", "2"))
    lane.add(record("a", "3"))

    assert [value for _, _, value, _ in lane.first(9)] == [b"1"]
    lane.on_acknowledged(1)
    assert [value for _, _, value, _ in lane.first(9)] == [b"3"]


def test_a_batch_that_took_only_some_states_leaves_the_others() -> None:
    lane = make_lane(PRICES, 0)
    for key in "abc":
        lane.add(record(key, key))
    lane.first(9)
    lane.add(record("c", "d"))

    lane.on_acknowledged(2)

    assert [value for _, _, value, _ in lane.first(9)] == [b"c"]
    lane.on_acknowledged(1)
    assert (lane.acknowledged, [value for _, _, value, _ in lane.first(9)]) == (3, [b"d"])


async def test_prices_of_an_outage_wait_once_a_coin_and_unreadable_frames_are_bounded() -> None:
    idle = Producer("nowhere:1", client_id="test", bound=1_000)
    for number in range(5_000):
        idle.put(PRICES, f"coin-{number % 24}", PriceV1(coin_id=f"coin-{number % 24}", made_us=number))
        idle.put_bytes(FRAMES_DLQ, None, b"not a frame")

    assert (idle.pending_of(PRICES), idle.pending_of(FRAMES_DLQ), idle.full) == (24, 200, False)
