"""The newest of each key always leaves, never sooner than the shortest pause after the one before."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from market_data.feed.quotes.conflation import Conflation

PAUSE = 100
STEPS = st.lists(st.tuples(st.integers(0, 150), st.sampled_from(["a", "b"]), st.booleans()), min_size=1, max_size=60)


@given(STEPS)
def test_the_last_always_leaves_and_none_too_soon(steps: list[tuple[int, str, bool]]) -> None:
    """Each step is a pause, a key, and whether `due` is asked then."""
    conflation: Conflation[str, int] = Conflation(PAUSE)
    now, left, last = 0, {"a": list[tuple[int, int]](), "b": list[tuple[int, int]]()}, {}
    owner: dict[int, str] = {}

    def leave_due() -> None:
        for item in conflation.due(now):
            left[owner[item]].append((now, item))

    for number, (pause, key, asks) in enumerate(steps):
        now += pause
        if asks:
            leave_due()
        owner[number], last[key] = key, number
        if conflation.offer(key, number, now):
            left[key].append((now, number))
    now += PAUSE
    leave_due()

    for key, newest in last.items():
        times, items = [at for at, _ in left[key]], [item for _, item in left[key]]
        assert items[-1] == newest
        assert items == sorted(items)
        assert all(after - before >= PAUSE for before, after in itertools.pairwise(times))
    assert conflation.replaced == len(steps) - sum(map(len, left.values()))


def test_what_must_be_held_waits_and_only_the_newest_leaves() -> None:
    conflation: Conflation[str, str] = Conflation(PAUSE)
    for item in ("first", "second"):
        conflation.hold("a", item)

    assert conflation.due(1_000) == ["second"]
    assert conflation.due(2_000) == []
    assert conflation.replaced == 1


def test_keys_beyond_the_bound_take_no_memory() -> None:
    conflation: Conflation[int, int] = Conflation(PAUSE, most_keys=2)

    assert [conflation.offer(key, key, 0) for key in range(5)] == [True] * 5
    assert [conflation.offer(key, key, 1) for key in range(5)] == [False, False, True, True, True]


def test_a_clock_that_goes_back_holds_nothing_up() -> None:
    conflation: Conflation[str, int] = Conflation(PAUSE)
    conflation.offer("a", 1, 1_000_000)

    assert conflation.offer("a", 2, 10)
