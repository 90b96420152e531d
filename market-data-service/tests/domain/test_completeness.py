from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from market_data.domain.completeness import Completeness, StretchStatus, completeness
from market_data.domain.coverage import Coverage, GapEntry, GapSpan
from shared.events.values import CandleStatus, Interval

MINUTE, HOUR, DAY = Interval.MINUTE.us, Interval.HOUR.us, Interval.DAY.us
START = 20_000 * DAY
END = START + DAY
COMPLETE, BACKFILLED, PARTIAL, MISSING, QUIET, NONE = StretchStatus
LONG_AGO = START - 30 * DAY


def found(completeness: Completeness) -> list[tuple[int, StretchStatus]]:
    """Each stretch as its minutes and status."""
    return [((one.end_us - one.start_us) // MINUTE, one.status) for one in completeness.stretches]


def hole(first: int, last: int | None, *, closed: bool = False) -> GapSpan:
    """From five seconds after a minute of the day until thirty seconds after another."""
    end_us = None if last is None else START + last * MINUTE + MINUTE // 2
    return GapSpan(START + first * MINUTE + MINUTE // 12, end_us, closed)


def test_a_day_followed_throughout_is_complete_whether_traded_or_not() -> None:
    day = completeness(Coverage(LONG_AGO), {}, START, END)

    assert found(day) == [(1_440, COMPLETE)]
    assert day.percent == Decimal(100)


def test_what_was_before_history_began_is_not_known_and_missing() -> None:
    day = completeness(Coverage(END - 6 * HOUR), {}, START, END)

    assert found(day) == [(1_080, NONE), (360, COMPLETE)]
    assert (day.percent, day.since_us) == (Decimal(25), END - 6 * HOUR)


def test_imported_candles_lack_nothing_and_are_backfilled() -> None:
    day = completeness(Coverage(START + HOUR, minutes_since_us=LONG_AGO), {}, START, END)

    assert found(day) == [(60, BACKFILLED), (1_380, COMPLETE)]


def test_each_minute_that_a_hole_touches_is_missing_once() -> None:
    day = completeness(Coverage(LONG_AGO, gaps=[hole(10, 11), hole(11, 11)]), {}, START, END)

    assert found(day) == [(10, COMPLETE), (2, PARTIAL), (1_428, COMPLETE)]
    assert day.percent == Decimal("99.86")


def test_a_hole_that_was_filled_is_backfilled_and_one_that_was_none_nothing() -> None:
    nothing = GapSpan(START + 5 * MINUTE, START + 5 * MINUTE, is_closed=True)
    day = completeness(Coverage(LONG_AGO, gaps=[hole(10, 19, closed=True), nothing]), {}, START, END)

    assert found(day) == [(10, COMPLETE), (10, BACKFILLED), (1_420, COMPLETE)]
    assert day.percent == Decimal(100)


def test_a_hole_without_an_end_goes_on() -> None:
    day = completeness(Coverage(LONG_AGO, gaps=[hole(1_400, None)]), {}, START, END)

    assert found(day) == [(1_400, COMPLETE), (40, PARTIAL)]


def test_what_is_missing_of_something_never_followed_is_missing() -> None:
    """The venue has refused the instrument since the first start: nothing is known but that its trades are missing."""
    day = completeness(Coverage(gaps=[hole(1_400, None), hole(10, 20, closed=True)]), {}, START, END)

    assert found(day) == [(1_400, NONE), (40, PARTIAL)]
    assert (day.percent, day.since_us) == (Decimal(0), None)


def test_where_nothing_is_known_there_is_no_share() -> None:
    assert completeness(Coverage(), {}, START, END).percent is None


def test_a_minutes_own_candle_says_more_than_the_ledger() -> None:
    minutes = {START + 10 * MINUTE: CandleStatus.BACKFILLED, START + 100 * MINUTE: CandleStatus.PARTIAL}
    day = completeness(Coverage(LONG_AGO, gaps=[hole(10, 12)]), minutes, START, END)

    assert found(day) == [
        (10, COMPLETE), (1, BACKFILLED), (2, PARTIAL), (87, COMPLETE), (1, PARTIAL), (1_339, COMPLETE),
    ]  # fmt: skip


def test_after_the_end_of_a_tape_nothing_is_known() -> None:
    assert found(completeness(Coverage(LONG_AGO, ended_us=START + HOUR), {}, START, END)) == [
        (60, COMPLETE),
        (1_380, NONE),
    ]


def test_no_time_has_no_share() -> None:
    assert completeness(Coverage(LONG_AGO), {}, START, START).percent is None


HOLES = st.builds(
    lambda start, length, closed: GapSpan(START + start, None if length is None else START + start + length, closed),
    st.integers(-HOUR, DAY),
    st.none() | st.integers(0, 3 * HOUR),
    st.booleans(),
)
COVERAGES = st.builds(
    lambda since, gaps: Coverage(START + since, gaps=gaps), st.integers(-DAY, DAY), st.lists(HOLES, max_size=8)
)


@given(COVERAGES, st.lists(HOLES, max_size=5))
def test_more_holes_never_raise_the_share(coverage: Coverage, more: list[GapSpan]) -> None:
    shares = [
        completeness(Coverage(coverage.followed_since_us, gaps=[*coverage.gaps, *more[:n]]), {}, START, END).percent
        for n in range(len(more) + 1)
    ]

    known = [share for share in shares if share is not None]
    assert known == sorted(known, reverse=True)
    assert all(0 <= share <= 100 for share in known)


@given(COVERAGES, st.integers(0, 1_440))
def test_a_span_is_as_complete_as_its_parts(coverage: Coverage, cut: int) -> None:
    """So the answer does not depend on how a chart cuts the time."""
    middle = START + cut * MINUTE
    whole = completeness(coverage, {}, START, END)
    parts = [completeness(coverage, {}, *span) for span in ((START, middle), (middle, END))]

    def minutes(*several: Completeness) -> list[StretchStatus]:
        return [status for one in several for count, status in found(one) for _ in range(count)]

    assert minutes(whole) == minutes(*parts)
    assert len(minutes(whole)) == 1_440


@given(COVERAGES, st.sampled_from(list(Interval)), st.integers(0, 1_439))
def test_a_candle_is_partial_exactly_where_one_of_its_minutes_lacks_something(
    coverage: Coverage, interval: Interval, minute: int
) -> None:
    open_us = interval.floor(START + minute * MINUTE)
    inside = completeness(coverage, {}, open_us, open_us + interval.us)

    lacks = any(status in {PARTIAL, NONE} for _, status in found(inside))
    assert (coverage.status(interval, open_us) is CandleStatus.PARTIAL) == lacks


def test_without_a_candle_a_hole_is_missing_and_what_lacks_nothing_is_quiet() -> None:
    empty = [(START + first * MINUTE, START + last * MINUTE) for first, last in ((5, 12), (30, 40))]
    day = completeness(Coverage(START + 2 * MINUTE, gaps=[hole(10, 19)]), {}, START, END, empty)

    assert found(day)[:6] == [(2, NONE), (3, COMPLETE), (5, QUIET), (2, MISSING), (8, PARTIAL), (10, COMPLETE)]
    assert found(day)[6:] == [(10, QUIET), (1_400, COMPLETE)]
    assert day.percent == Decimal("99.17")  # all but 12 of 1 440 minutes


def test_each_hole_says_what_was_missed() -> None:
    entry = GapEntry("X-USD.KRAKEN", 7, 9, trades_filled=3)
    filled = GapSpan(START + 10 * MINUTE, START + 11 * MINUTE + 1, is_closed=True, entry=entry)
    day = completeness(Coverage(LONG_AGO, gaps=[filled]), {}, START, END)

    assert [stretch.gap for stretch in day.stretches] == [None, entry, None]
