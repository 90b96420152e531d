"""Each crossing fires once: also by a wick, over a repeat, over a restart."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio.alerts.conditions import Memory, Observed, Op, Rule, judge

SECOND = 1_000_000
# Seconds after noon, price, high, low since the state before.
WICKS = [
    (0, "99000", "99000", "98900"),
    (10, "99500", "100050", "99300"),
    (20, "99400", "99600", "99200"),
    (300, "99900", "100020", "99350"),
    (310, "100200", "100250", "99900"),
    (390, "99990", "100200", "99800"),
    (400, "100100", "100110", "99990"),
    (1200, "99000", "100100", "98800"),
    (1800, "101000", "101000", "99000"),
]
NUMBERS = {at * SECOND: number for number, (at, *_) in enumerate(WICKS, 1)}
ABOVE = Rule(op=Op.CROSSES_ABOVE, value=Decimal(100_000), rearm_percent=Decimal("0.5"), cooldown_us=60 * SECOND)


def states(mirrored: bool = False) -> list[Observed]:
    def side(text: str) -> Decimal:
        return 200_000 - Decimal(text) if mirrored else Decimal(text)

    return [
        Observed(at * SECOND, side(price), side(low if mirrored else high), side(high if mirrored else low))
        for at, price, high, low in WICKS
    ]


def fired(rule: Rule, seen: list[Observed]) -> list[int]:
    """The numbers of the states that made an event; the memory goes through its stored form each time."""
    memory, events = Memory(), []
    for one in seen:
        memory, is_event = judge(rule, msgspec.json.decode(msgspec.json.encode(memory), type=Memory), one)
        events += [NUMBERS[one.made_us]] * is_event
    return events


def test_a_wick_fires_once_and_again_only_after_the_price_was_back() -> None:
    assert fired(ABOVE, states()) == [2, 4, 9]
    assert fired(msgspec.structs.replace(ABOVE, once=True), states()) == [2]


def test_below_is_the_mirror_of_above() -> None:
    assert fired(msgspec.structs.replace(ABOVE, op=Op.CROSSES_BELOW), states(mirrored=True)) == [2, 4, 9]


def test_what_was_beyond_from_the_start_has_not_crossed() -> None:
    assert fired(ABOVE, states()[4:5]) == []
    assert fired(ABOVE, states()[4:]) == [9]


@pytest.mark.parametrize(("op", "value", "expected"), [(Op.ABOVE, "100000", [5, 9]), (Op.BELOW, "99450", [1, 8])])
def test_above_and_below_are_of_the_state_itself(op: Op, value: str, expected: list[int]) -> None:
    assert fired(Rule(op=op, value=Decimal(value), rearm_percent=Decimal("0.5")), states()) == expected


@given(st.lists(st.integers(0, 8), min_size=9, max_size=40))
def test_repeats_and_replays_change_nothing(repeats: list[int]) -> None:
    """Any state may come again at any time after it came first, as it does after a restart."""
    seen = states()
    told = [one for at, state in enumerate(seen) for one in (state, *(seen[back] for back in repeats if back <= at))]

    assert fired(ABOVE, told) == [2, 4, 9]
