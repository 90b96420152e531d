from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sentiment.sources.keyed.spending import Spending
from sentiment.sources.source import Position

from ..surroundings import NOW


def test_what_was_read_a_day_ago_is_free_again() -> None:
    spending = Spending(100, {}, NOW)
    spending.add(60)
    later = Spending(100, spending.stored(), NOW + timedelta(hours=23))
    next_day = Spending(100, spending.stored(), NOW + timedelta(hours=24, seconds=1))

    assert (spending.left, later.left, next_day.left) == (40, 40, 100)


def test_the_wait_is_until_enough_is_free() -> None:
    first = Spending(100, {}, NOW)
    first.add(95)
    later = Spending(100, first.stored(), NOW + timedelta(hours=4))
    later.add(5)

    assert later.until(10) == timedelta(hours=20)
    assert Spending(100, {}, NOW).until(200) == timedelta(days=1)


def test_a_fetchs_share_lasts_for_the_day() -> None:
    assert Spending(2_000, {}, NOW).share(timedelta(minutes=15)) == 21
    assert Spending(0, {}, NOW).share(timedelta(minutes=15)) == 0


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 200)), max_size=60))
def test_in_no_24_hours_more_is_read_than_may_be(steps: list[tuple[int, int]]) -> None:
    most, at = 500, NOW
    position: Position = {}
    read: list[tuple[datetime, int]] = []
    for minutes, wanted in steps:
        at += timedelta(minutes=minutes)
        spending = Spending(most, position, at)
        count = min(wanted, spending.left)
        spending.add(count)
        position = spending.stored()
        read.append((at, count))
        assert sum(number for when, number in read if when > at - timedelta(days=1)) <= most
