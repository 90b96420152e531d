from datetime import UTC, datetime, timedelta
from decimal import Decimal

from market_data.domain.windows import SPARK_HOURS, Hour, spark_start, sparks

END = datetime(2026, 11, 22, 17, 30, 20, tzinfo=UTC)


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
