import pytest
from market_data.domain.coverage import Coverage, GapSpan, together
from shared.events.values import CandleStatus, Interval

MINUTE, HOUR, DAY = Interval.MINUTE.us, Interval.HOUR.us, Interval.DAY.us
COMPLETE, BACKFILLED, PARTIAL = CandleStatus.COMPLETE, CandleStatus.BACKFILLED, CandleStatus.PARTIAL
# Followed since half past the first minute of the second day.
SINCE = DAY + MINUTE // 2


def minute(coverage: Coverage, open_us: int) -> CandleStatus:
    return coverage.status(Interval.MINUTE, open_us)


def test_the_bucket_in_which_following_began_is_partial_and_the_next_one_complete() -> None:
    coverage = Coverage(SINCE)

    assert [minute(coverage, DAY + n * MINUTE) for n in (-1, 0, 1)] == [PARTIAL, PARTIAL, COMPLETE]
    assert coverage.status(Interval.HOUR, DAY) is PARTIAL
    assert coverage.status(Interval.HOUR, DAY + HOUR) is COMPLETE


def test_what_nobody_followed_is_partial() -> None:
    assert minute(Coverage(), DAY) is PARTIAL


def test_the_bucket_in_which_the_tape_ended_is_partial() -> None:
    coverage = Coverage(SINCE, ended_us=DAY + 2 * MINUTE + 1)

    assert [minute(coverage, DAY + n * MINUTE) for n in (1, 2, 3)] == [COMPLETE, PARTIAL, PARTIAL]


@pytest.mark.parametrize(("is_closed", "status"), [(True, BACKFILLED), (False, PARTIAL)])
def test_a_gap_counts_in_every_bucket_that_it_reaches(is_closed: bool, status: CandleStatus) -> None:
    gap = GapSpan(DAY + 2 * MINUTE + 5, DAY + 3 * MINUTE + 5, is_closed)
    coverage = Coverage(SINCE, gaps=(gap,))

    assert [minute(coverage, DAY + n * MINUTE) for n in (1, 2, 3, 4)] == [COMPLETE, status, status, COMPLETE]


def test_a_gap_without_an_end_reaches_on() -> None:
    assert minute(Coverage(SINCE, gaps=(GapSpan(DAY + HOUR, None, is_closed=False),)), 5 * DAY) is PARTIAL


def test_one_open_gap_outweighs_closed_ones() -> None:
    gaps = (GapSpan(DAY + HOUR, DAY + HOUR, is_closed=True), GapSpan(DAY + HOUR, DAY + HOUR, is_closed=False))

    assert minute(Coverage(SINCE, gaps=gaps), DAY + HOUR) is PARTIAL


def test_imported_minutes_stand_for_what_was_not_followed_above_them() -> None:
    coverage = Coverage(SINCE, minutes_since_us=DAY - 2 * HOUR)

    assert minute(coverage, DAY) is PARTIAL
    assert coverage.status(Interval.FIVE_MINUTES, DAY) is COMPLETE
    assert coverage.status(Interval.HOUR, DAY - 2 * HOUR) is COMPLETE
    assert coverage.status(Interval.HOUR, DAY - 3 * HOUR) is PARTIAL
    assert coverage.status(Interval.DAY, 0) is PARTIAL


def test_imported_hours_stand_for_the_minutes_above_them() -> None:
    coverage = Coverage(SINCE, minutes_since_us=DAY - HOUR, hours_since_us=0)

    assert coverage.status(Interval.DAY, 0) is COMPLETE
    assert coverage.status(Interval.HOUR, 0) is PARTIAL


def test_a_composite_begins_with_its_first_instrument_and_has_every_gap() -> None:
    gap = GapSpan(DAY + HOUR, DAY + HOUR, is_closed=True)
    composite = together([Coverage(SINCE + HOUR), Coverage(SINCE, gaps=(gap,)), Coverage()])

    assert minute(composite, DAY + MINUTE) is COMPLETE
    assert minute(composite, DAY + HOUR) is BACKFILLED


def test_a_composite_lacks_what_an_instrument_lacks_that_was_never_followed() -> None:
    refused = Coverage(gaps=(GapSpan(DAY + HOUR, None, is_closed=False),))
    composite = together([Coverage(SINCE), refused])

    assert [minute(composite, at) for at in (DAY + MINUTE, DAY + HOUR, 5 * DAY)] == [COMPLETE, PARTIAL, PARTIAL]
    assert composite.ended_us is None


def test_a_composite_ends_when_the_last_tape_does() -> None:
    assert together([Coverage(SINCE, ended_us=5), Coverage(SINCE)]).ended_us is None
    assert together([Coverage(SINCE, ended_us=5), Coverage(SINCE, ended_us=7)]).ended_us == 7
