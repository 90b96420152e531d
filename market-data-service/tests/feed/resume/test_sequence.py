"""Trades come in any order, late, twice and with gaps; what is released is always the next ones, each once."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market_data.feed.resume.sequence import TradeSequence
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
def sequence() -> TradeSequence:
    """One that has caught up with trade 100."""
    one = TradeSequence(100, 100_000_000, aggregated=False, is_expected=True)
    one.fetching = False
    return one


def test_the_next_trade_is_released_at_once_and_a_repeat_never(sequence: TradeSequence) -> None:
    assert numbers(sequence.on_live(trade(101))) == [101]
    assert sequence.on_live(trade(101)) == []


def test_a_trade_behind_a_gap_waits_for_the_one_before_it(sequence: TradeSequence) -> None:
    assert sequence.on_live(trade(102)) == []
    assert sequence.has_held

    assert numbers(sequence.on_live(trade(101))) == [101, 102]
    assert not sequence.has_held


def test_rest_fills_the_gap_and_the_sockets_own_trade_is_kept(sequence: TradeSequence) -> None:
    sequence.on_live(trade(103))
    sequence.fetching = True
    sequence.open_gap(0)

    released = sequence.on_page([trade(number, backfilled=True) for number in (101, 102, 103)])

    assert [(one.number, one.backfilled) for one in released] == [(101, True), (102, True), (103, False)]
    assert sequence.is_complete()
    gap = sequence.close_gap()
    assert gap is not None
    assert (gap.first_id, gap.missed, gap.start_us, gap.end_us) == (101, 2, 100_000_000, 102_000_001)


def test_ids_that_rest_passes_over_are_not_waited_for_and_noted(sequence: TradeSequence) -> None:
    sequence.on_live(trade(110))
    sequence.fetching = True

    assert numbers(sequence.on_page([trade(105), trade(110)])) == [105, 110]
    assert sequence.last_id == 110
    assert [(ids.first_id, ids.last_id, ids.start_us, ids.end_us) for ids in sequence.missing_ids] == [
        (101, 104, 100_000_000, 105_000_000),
        (106, 109, 105_000_000, 110_000_000),
    ]


def test_an_id_that_only_the_socket_has_is_neither_released_nor_taken_for_a_gap(sequence: TradeSequence) -> None:
    sequence.on_live(trade(10**15))
    sequence.fetching = True

    assert numbers(sequence.on_page([trade(101), trade(102)])) == [101, 102]
    assert sequence.drop_held() == 1
    sequence.fetching = False
    assert numbers(sequence.on_live(trade(103))) == [103]
    assert sequence.missing_ids == []


def test_while_fetching_live_trades_are_held(sequence: TradeSequence) -> None:
    sequence.on_disconnected()

    assert sequence.on_live(trade(101)) == []
    assert sequence.has_held


def test_a_gap_is_named_by_the_id_it_starts_at_so_that_a_restart_finds_it_again(sequence: TradeSequence) -> None:
    gap = sequence.open_gap(0)

    assert gap is not None
    assert gap.name == "101"
    assert sequence.open_gap(0) is None
    again = TradeSequence(100, None, aggregated=True, is_expected=True).open_gap(5)
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
    sequence = TradeSequence(0, None, aggregated=False, is_expected=True)
    sequence.fetching = data.draw(st.booleans())
    released: list[int] = []
    for number in sent:
        released += numbers(sequence.on_live(trade(number)))
        if chance.random() < 0.1:
            page = [trade(known, backfilled=True) for known in range(sequence.last_id + 1, count + 1)]
            released += numbers(sequence.on_page(page[: chance.randint(1, 10)]))
    while sequence.last_id < count:
        released += numbers(sequence.on_page([trade(sequence.last_id + 1, backfilled=True)]))

    assert released == list(range(1, count + 1))
    assert sequence.is_complete()
