from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from market_data.domain.windows import SPARK_HOURS, Hour, Shortfall, complete_percent, first_hour, spark_start, sparks

END = datetime(2026, 11, 22, 17, 30, 20, tzinfo=UTC)
LONG_AGO = END - timedelta(days=30)
MINUTE = timedelta(minutes=1)


def test_a_spark_line_has_a_week_of_hours_and_holes_where_nothing_was_traded() -> None:
    start = spark_start(END)
    made = sparks(
        [Hour("X", start, Decimal("1.50000000001")), Hour("X", END.replace(minute=0, second=0), Decimal(2))], start
    )

    assert start == datetime(2026, 11, 15, 18, tzinfo=UTC)
    assert len(made["X"].values) == SPARK_HOURS
    assert (made["X"].values[0], made["X"].values[1], made["X"].values[-1]) == ("1.500000", None, "2")


def test_hours_outside_the_window_are_left_out() -> None:
    start = spark_start(END)

    assert sparks([Hour("X", start - timedelta(hours=1), Decimal(1))], start) == {}


def test_the_first_full_hour_of_a_window() -> None:
    assert first_hour(END) == datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert first_hour(END.replace(minute=0, second=0)) == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_a_day_followed_throughout_is_complete_whether_traded_or_not() -> None:
    assert complete_percent(LONG_AGO, [], END) == Decimal(100)


def test_what_was_before_following_began_is_missing() -> None:
    assert complete_percent(END - timedelta(hours=6), [], END) == Decimal(25)
    assert complete_percent(END + MINUTE, [], END) == 0


def test_each_minute_that_a_hole_touches_is_missing_once() -> None:
    hole = Shortfall("x", END - timedelta(seconds=90), END - timedelta(seconds=30))
    same = Shortfall("x", END - timedelta(seconds=80), END - timedelta(seconds=70))

    # 17:28:50 to 17:29:50 touches two minutes of 1 440.
    assert complete_percent(LONG_AGO, [hole, same], END) == Decimal("99.86")


@given(
    st.lists(
        st.tuples(st.integers(-2_000, 200), st.integers(0, 600)).map(
            lambda pair: Shortfall("x", END + pair[0] * MINUTE, END + (pair[0] + pair[1]) * MINUTE)
        )
    ),
    st.integers(-3_000, 200),
)
def test_a_share_is_between_none_and_all_and_more_holes_never_raise_it(holes: list[Shortfall], since: int) -> None:
    shares = [complete_percent(END + since * MINUTE, holes[:some], END) for some in range(len(holes) + 1)]

    assert shares == sorted(shares, reverse=True)
    assert 0 <= shares[-1] <= shares[0] <= 100
