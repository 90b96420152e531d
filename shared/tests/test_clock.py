from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from shared.clock import from_us, is_recent, rfc3339, to_us


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2262, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_time_is_the_same_after_conversion_to_microseconds_and_back(at: datetime) -> None:
    assert from_us(to_us(at)) == at
    assert datetime.fromisoformat(rfc3339(to_us(at))) == at


def test_times_are_written_in_utc_with_z() -> None:
    assert rfc3339(1_618_677_817_020_616) == "2021-04-17T16:43:37.020616Z"
    assert rfc3339(0) == "1970-01-01T00:00:00.000000Z"


def test_a_time_that_lies_ahead_is_not_recent() -> None:
    now, second = 1_618_677_817_000_000, 1_000_000

    assert is_recent(now - 15 * second, now, 15 * second)
    assert not is_recent(now - 16 * second, now, 15 * second)
    assert is_recent(now + second, now, 15 * second)  # another machine's clock
    assert not is_recent(now + 60 * second, now, 15 * second)
