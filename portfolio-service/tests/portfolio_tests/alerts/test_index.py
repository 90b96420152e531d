"""A state touches the alerts whose levels it passes, and no others."""

from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from portfolio.alerts.conditions import Condition, Observed, Op
from portfolio.alerts.evaluation.index import Index, Watched
from portfolio.alerts.figures import Series
from portfolio.alerts.joining import Joined, Repeat, Rule, judge

from .armed import armed

PRICE = Series("bitcoin", "price")


def watched(op: Op, value: Decimal) -> Watched:
    condition = Condition(figure="price", op=op, value=value)
    rule = Rule(joined=Joined.ANY, conditions=(condition,), repeat=Repeat.REARM, rearm_percent=Decimal(1), armed_us=-1)
    return Watched(armed(rule))


def state(at: int, low: int, value: int, high: int) -> Observed:
    return Observed(at, *map(Decimal, (value, high, low)))


def events(index: Index, seen: Observed) -> list[UUID]:
    fired = []
    for one in index.passed(PRICE, seen):
        memory, holding = judge(one.rule, one.memory, one.places[PRICE], seen)
        if memory is not one.memory:
            index.changed(one, memory)
        fired += [one.alert_id] if holding else []
    return fired


STATES = st.lists(st.lists(st.integers(80, 120), min_size=3, max_size=3).map(sorted), max_size=15)


@given(st.lists(st.tuples(st.sampled_from(Op), st.integers(85, 115)), max_size=12), STATES)
def test_by_levels_the_same_alerts_fire_as_by_judging_each(alerts: list[tuple[Op, int]], seen: list[list[int]]) -> None:
    index, every = Index(), [watched(op, Decimal(value)) for op, value in alerts]
    memories = {one.alert_id: one.memory for one in every}
    for one in every:
        index.put(one)

    for at, (low, value, high) in enumerate(seen):
        now, expected = state(at, low, value, high), []
        for one in every:
            memories[one.alert_id], holding = judge(one.rule, memories[one.alert_id], [0], now)
            expected += [one.alert_id] if holding else []
        assert sorted(events(index, now)) == sorted(expected)
        assert {one.alert_id: one.memory for one in index} == memories


def test_what_is_removed_is_found_no_more() -> None:
    index, one = Index(), watched(Op.CROSSES_ABOVE, Decimal(100))
    index.put(one)
    events(index, state(0, 90, 90, 90))
    assert index.subjects("price") == {"bitcoin"}

    index.remove(one.alert_id)

    assert (len(index), index.subjects("price"), events(index, state(1, 90, 110, 110))) == (0, set(), [])


def test_of_fifty_thousand_alerts_a_state_touches_those_near_the_price() -> None:
    index = Index()
    for at in range(50_000):
        index.put(watched(Op.CROSSES_ABOVE if at % 2 else Op.CROSSES_BELOW, Decimal(50_000 + at)))
    for one in index.passed(PRICE, state(0, 75_000, 75_000, 75_000)):
        index.changed(one, judge(one.rule, one.memory, [0], state(0, 75_000, 75_000, 75_000))[0])

    touched = sum(len(index.passed(PRICE, state(at, 74_990, 75_000, 75_010))) for at in range(1, 101))

    assert touched == 100 * 10
