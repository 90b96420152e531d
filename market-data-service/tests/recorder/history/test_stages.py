from datetime import UTC, datetime, timedelta

from market_data.recorder.history.stages import Depths
from shared.clock import from_us, to_us
from shared.events.values import Interval

NOW = to_us(datetime(2026, 11, 30, 19, 25, tzinfo=UTC))


def test_what_is_wanted_begins_with_a_day_and_of_less_than_a_day_with_an_hour() -> None:
    long = Depths(minutes=timedelta(days=2), hours=timedelta(days=14)).targets(NOW)
    short = Depths(minutes=timedelta(hours=5)).targets(NOW)

    assert from_us(long[Interval.MINUTE]) == datetime(2026, 11, 28, tzinfo=UTC)
    assert from_us(long[Interval.HOUR]) == datetime(2026, 11, 16, tzinfo=UTC)
    assert from_us(short[Interval.MINUTE]) == datetime(2026, 11, 30, 14, tzinfo=UTC)
