from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from sentiment.sources.bluesky.place import FIRST_TIME, Place
from shared.clock import to_us

HOST, OTHER = "jetstream.us-east.bsky.network", "jetstream2.us-west.bsky.network"
AT = 1_796_040_000_000_000
MINUTE = 60_000_000


def test_without_a_position_what_comes_next_is_asked_for() -> None:
    assert Place.of({}, HOST).cursor() is None


def test_without_a_position_one_begins_at_the_day_asked_for() -> None:
    since = datetime(2026, 11, 29, tzinfo=UTC)
    first = Place.of({}, HOST, since)

    assert first.cursor() == to_us(since) - MINUTE
    assert Place.of({"host": HOST, "time_us": AT}, HOST, since).cursor() == AT - MINUTE


def test_on_a_host_that_counts_the_number_is_gone_on_from_with_an_overlap() -> None:
    place = Place(HOST).after(5_000, AT, AT)

    assert place.position() == {"host": HOST, "sequence": 5_000, "time_us": AT}
    assert Place.of(place.position(), HOST).cursor() == 4_000
    assert Place(HOST).after(3, AT, AT).cursor() == 1  # never 0, which would ask for everything


def test_a_number_means_nothing_on_another_host_where_the_time_is_gone_on_from() -> None:
    place = Place.of(Place(HOST).after(5_000, AT, AT).position(), OTHER)

    assert (place.sequence, place.cursor()) == (None, AT - MINUTE)
    assert place.position() == {"host": OTHER, "time_us": AT}


def test_a_host_that_does_not_count_is_asked_by_time_and_so_is_one_whose_cursor_is_a_time() -> None:
    assert Place(HOST).after(None, AT, AT).cursor() == AT - MINUTE
    with_time = Place(HOST).after(AT + 5, AT, AT)

    assert (with_time.sequence, with_time.time_us) == (None, AT + 5)


def test_times_that_go_back_do_not_take_the_place_back() -> None:
    place = Place(HOST).after(None, AT, AT).after(None, AT - 60 * MINUTE, AT)

    assert place.time_us == AT


def test_a_time_far_ahead_of_our_clock_is_not_believed() -> None:
    place = Place(HOST).after(None, AT, AT).after(None, AT + 10 * MINUTE, AT).after(None, 7, AT)

    assert place.time_us == AT


def test_what_was_seen_before_is_a_repeat_by_number_or_else_by_time() -> None:
    place = Place(HOST).after(5_000, AT, AT)

    assert place.is_before(5_000, AT + MINUTE)
    assert not place.is_before(5_001, AT - 60 * MINUTE)
    assert place.is_before(None, AT - 2 * MINUTE)
    assert not place.is_before(None, AT - MINUTE // 2)
    assert not Place(HOST).is_before(1, 1)


def test_a_host_that_sends_lower_numbers_than_asked_for_counts_anew() -> None:
    place = Place(HOST).after(5_000, AT, AT)

    assert place.begins_anew(12)
    assert not place.begins_anew(4_000)
    assert not place.begins_anew(9_000)  # it has forgotten what was between
    assert not place.begins_anew(AT)
    assert not Place(HOST).after(None, AT, AT).begins_anew(12)
    assert place.without_sequence().cursor() == AT - MINUTE


EVENTS = st.tuples(st.none() | st.integers(1, 10**6) | st.integers(FIRST_TIME, AT), st.integers(0, 2 * AT))


@given(st.lists(EVENTS))
def test_a_place_never_goes_back(events: list[tuple[int | None, int]]) -> None:
    place = Place(HOST)
    for cursor, time_us in events:
        after = place.after(cursor, time_us, AT)
        assert (after.sequence or 0) >= (place.sequence or 0)
        assert AT + 5 * MINUTE >= (after.time_us or 0) >= (place.time_us or 0)
        assert Place.of(after.position(), HOST) == after
        place = after


def test_a_position_of_another_form_is_no_obstacle() -> None:
    assert Place.of({"host": HOST, "sequence": "7", "time_us": True}, HOST) == Place(HOST)
