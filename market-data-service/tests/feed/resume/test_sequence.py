"""Trades come in any order, late, twice and with holes; what is released is always the next ones, each once."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market_data.feed.resume.sequence import Follower
from shared.events import TradeV1
from shared.events.values import Side, Venue


def trade(number: int, *, backfilled: bool = False) -> TradeV1:
    return TradeV1(
        venue=Venue.KRAKEN,
        instrument_id="X-USD.KRAKEN",
        coin_id="x",
        trade_id=str(number),
        first_id=number,
        last_id=number,
        price=Decimal(1),
        size=Decimal(1),
        side=Side.BUY,
        raw_side="buy",
        ts_event_us=1_000_000 * number,
        ts_recv_us=1_000_000 * number,
        backfilled=backfilled,
    )


def numbers(trades: list[TradeV1]) -> list[int]:
    return [one.number for one in trades]


@pytest.fixture
def follower() -> Follower:
    """One that has caught up with trade 100."""
    one = Follower(100, 100_000_000, aggregated=False, followed=True)
    one.fetching = False
    return one


def test_the_next_trade_is_released_at_once_and_a_repeat_never(follower: Follower) -> None:
    assert numbers(follower.offer(trade(101))) == [101]
    assert follower.offer(trade(101)) == []
    assert follower.repeated == 1


def test_a_trade_behind_a_hole_waits_for_the_one_before_it(follower: Follower) -> None:
    assert follower.offer(trade(102)) == []
    assert follower.first_held == 102

    assert numbers(follower.offer(trade(101))) == [101, 102]
    assert follower.first_held is None


def test_rest_fills_the_hole_and_the_sockets_own_trade_is_kept(follower: Follower) -> None:
    follower.offer(trade(103))
    follower.fetching = True
    follower.open_hole(0)

    released = follower.fetched([trade(number, backfilled=True) for number in (101, 102, 103)])

    assert [(one.number, one.backfilled) for one in released] == [(101, True), (102, True), (103, False)]
    assert follower.caught_up()
    hole = follower.close_hole()
    assert hole is not None
    assert (hole.first_id, hole.missed, hole.start_us, hole.end_us) == (101, 2, 100_000_000, 102_000_001)


def test_ids_that_rest_passes_over_are_not_waited_for_and_noted(follower: Follower) -> None:
    follower.offer(trade(110))
    follower.fetching = True

    assert numbers(follower.fetched([trade(105), trade(110)])) == [105, 110]
    assert follower.last_id == 110
    assert [(ids.first_id, ids.last_id, ids.start_us, ids.end_us) for ids in follower.passed_over] == [
        (101, 104, 100_000_000, 105_000_000),
        (106, 109, 105_000_000, 110_000_000),
    ]


def test_an_id_that_only_the_socket_has_is_neither_released_nor_taken_for_a_hole(follower: Follower) -> None:
    follower.offer(trade(10**15))
    follower.fetching = True

    assert numbers(follower.fetched([trade(101), trade(102)])) == [101, 102]
    assert follower.give_up() == 1
    follower.fetching = False
    assert numbers(follower.offer(trade(103))) == [103]
    assert follower.passed_over == []


def test_while_fetching_live_trades_are_held(follower: Follower) -> None:
    follower.hold()

    assert follower.offer(trade(101)) == []
    assert follower.first_held == 101


def test_a_hole_is_named_by_the_id_it_starts_at_so_that_a_restart_finds_it_again(follower: Follower) -> None:
    hole = follower.open_hole(0)

    assert hole is not None
    assert hole.name == "101"
    assert follower.open_hole(0) is None
    again = Follower(100, None, aggregated=True, followed=True).open_hole(5)
    assert again is not None
    assert (again.name, again.start_us) == ("a101", 5)


@given(st.integers(1, 60), st.integers(0, 2**32), st.data())
def test_whatever_the_socket_does_every_trade_is_released_once_and_in_order(
    count: int, seed: int, data: st.DataObject
) -> None:
    """A socket that shuffles, repeats and skips, and a REST that lists all: what is released is 1 to `count`."""
    chance = random.Random(seed)
    sent = [number for number in range(1, count + 1) if chance.random() < 0.8 for _ in range(chance.choice((1, 1, 2)))]
    chance.shuffle(sent)
    follower = Follower(0, None, aggregated=False, followed=True)
    follower.fetching = data.draw(st.booleans())
    released: list[int] = []
    for number in sent:
        released += numbers(follower.offer(trade(number)))
        if chance.random() < 0.1:
            page = [trade(known, backfilled=True) for known in range(follower.last_id + 1, count + 1)]
            released += numbers(follower.fetched(page[: chance.randint(1, 10)]))
    while follower.last_id < count:
        released += numbers(follower.fetched([trade(follower.last_id + 1, backfilled=True)]))

    assert released == list(range(1, count + 1))
    assert follower.caught_up()
