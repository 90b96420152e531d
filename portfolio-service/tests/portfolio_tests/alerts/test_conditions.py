"""Each crossing fires once: also by a wick, over a repeat, over a restart; and conditions are joined by all or any."""

from collections.abc import Iterable
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio.alerts.conditions import Condition, Observed, Op
from portfolio.alerts.joining import Joined, Memory, Repeat, Rule, judge

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


def rule(op: Op, value: str = "100000", *, rearm: str = "0.5", armed_us: int = -1, **more: object) -> Rule:
    known = {"repeat": Repeat.REARM, "cooldown_us": 60 * SECOND, "joined": Joined.ANY, **more}
    condition = Condition(figure="price", op=op, value=Decimal(value))
    return Rule(conditions=(condition,), rearm_percent=Decimal(rearm), armed_us=armed_us, **known)  # type: ignore[arg-type]


ABOVE = rule(Op.CROSSES_ABOVE)


def states(mirrored: bool = False) -> list[Observed]:
    def side(text: str) -> Decimal:
        return 200_000 - Decimal(text) if mirrored else Decimal(text)

    return [
        Observed(at * SECOND, side(price), side(low if mirrored else high), side(high if mirrored else low))
        for at, price, high, low in WICKS
    ]


def stored(memory: Memory) -> Memory:
    return msgspec.json.decode(msgspec.json.encode(memory), type=Memory)


def fired(alert: Rule, seen: Iterable[Observed]) -> list[int]:
    """The numbers of the states that made an event; the memory goes through its stored form each time."""
    memory, events = Memory.of(alert), []
    for one in seen:
        memory, holding = judge(alert, stored(memory), [0], one)
        events += [NUMBERS[one.at_us]] * bool(holding)
    return events


def test_a_wick_fires_once_and_again_only_after_the_price_was_back() -> None:
    assert fired(ABOVE, states()) == [2, 4, 9]
    assert fired(rule(Op.CROSSES_ABOVE, repeat=Repeat.ONCE), states()) == [2]


def test_below_is_the_mirror_of_above() -> None:
    assert fired(rule(Op.CROSSES_BELOW), states(mirrored=True)) == [2, 4, 9]


def test_what_was_beyond_from_the_start_has_not_crossed() -> None:
    assert fired(ABOVE, states()[4:5]) == []
    assert fired(ABOVE, states()[4:]) == [9]


def test_no_event_is_made_within_the_cool_down() -> None:
    assert fired(rule(Op.CROSSES_ABOVE, cooldown_us=1_000 * SECOND), states()) == [2, 9]


def test_states_from_before_it_was_armed_only_say_where_the_price_comes_from() -> None:
    assert fired(rule(Op.CROSSES_ABOVE, armed_us=10 * SECOND), states()) == [4, 9]
    assert fired(rule(Op.CROSSES_ABOVE, armed_us=310 * SECOND), states()) == [9]
    assert fired(rule(Op.CROSSES_ABOVE, armed_us=1_200 * SECOND), states()) == [9]


@pytest.mark.parametrize(("op", "value", "expected"), [(Op.ABOVE, "100000", [5, 9]), (Op.BELOW, "99450", [1, 8])])
def test_above_and_below_are_of_the_state_itself(op: Op, value: str, expected: list[int]) -> None:
    assert fired(rule(op, value, cooldown_us=0), states()) == expected


@given(st.lists(st.integers(0, 8), min_size=9, max_size=40))
def test_repeats_and_replays_change_nothing(repeats: list[int]) -> None:
    """Any state may come again at any time after it came first, as it does after a restart."""
    seen = states()
    told = [one for at, state in enumerate(seen) for one in (state, *(seen[back] for back in repeats if back <= at))]

    assert fired(ABOVE, told) == [2, 4, 9]


LEVELS = st.integers(90, 110).map(Decimal)
TURNS = st.lists(st.tuples(st.integers(0, 1), LEVELS), max_size=40)


def both(joined: Joined, turns: list[tuple[int, Decimal]], repeat: Repeat = Repeat.REARM) -> list[tuple[int, ...]]:
    """The events of two conditions, each on a figure of its own, whose states come in some order."""
    conditions = tuple(Condition(figure=name, op=Op.ABOVE, value=Decimal(100)) for name in ("price", "volume_24h"))
    alert = Rule(joined=joined, conditions=conditions, repeat=repeat, armed_us=-1)
    memory, events = Memory.of(alert), []
    for at, (place, value) in enumerate(turns):
        memory, holding = judge(alert, memory, [place], Observed(at, value, value, value))
        events += [holding] if holding else []
    return events


def expected(joined: Joined, turns: list[tuple[int, Decimal]]) -> list[tuple[int, ...]]:
    """By the words of the contract: without hysteresis a condition at its own value stays what it was."""
    holds, events = [False, False], list[tuple[int, ...]]()
    for place, value in turns:
        newly = value > 100 and not holds[place]
        holds[place] = value > 100 or (holds[place] and value == 100)
        if newly and (joined is Joined.ANY or all(holds)):
            events.append((place, 1 - place) if holds[1 - place] else (place,))
    return events


@given(st.sampled_from(Joined), TURNS)
def test_any_fires_for_each_that_newly_holds_and_all_when_the_last_one_does(
    joined: Joined, turns: list[tuple[int, Decimal]]
) -> None:
    assert both(joined, turns) == expected(joined, turns)
    assert both(joined, turns, Repeat.ONCE) == expected(joined, turns)[:1]
