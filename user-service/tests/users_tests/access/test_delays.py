from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from users.access import delays
from users.access.delays import AttemptCounter, DelayRule, LocalThrottle

RULE = DelayRule(3, timedelta(seconds=60), timedelta(hours=1))
SLOW = RULE._replace(first=timedelta(seconds=50))


def test_delays_begin_with_the_last_free_attempt_and_double_up_to_the_longest() -> None:
    throttle, now, waits = LocalThrottle(), 0.0, []
    for _ in range(11):
        assert throttle.count([AttemptCounter("k", RULE)], now).wait == 0
        waits.append(throttle._counts["k"].next_at - now)
        now += waits[-1]

    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.lists(st.floats(0, 100), max_size=80))
def test_no_more_get_through_than_the_free_ones_and_one_a_delay(gaps: list[float]) -> None:
    throttle, now, admitted = LocalThrottle(), 0.0, 0
    for gap in gaps:
        now += gap
        admitted += throttle.count([AttemptCounter("k", RULE)], now).wait == 0

    most, delay, at = RULE.free, 1.0, 0.0
    while at + delay <= now:
        at, most, delay = at + delay, most + 1, min(60.0, delay * 2)
    # What was forgotten after an hour of quiet cannot happen within these gaps: 100 s at most.
    assert admitted <= most


def test_who_has_to_wait_makes_nothing_else_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delays, "_MOST_COUNTERS", 3)
    throttle, mine = LocalThrottle(), [AttemptCounter("mine", RULE)]
    for _ in range(3):
        throttle.count(mine, 0)

    for number in range(10):
        throttle.count([*mine, AttemptCounter(f"name {number}", RULE)], 0)

    assert throttle.count(mine, 0).wait == 1
    for number in range(10):
        throttle.count([AttemptCounter(f"name {number}", RULE)], 0)
    assert len(throttle._counts) == 3
