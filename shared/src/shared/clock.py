"""Time as the contracts carry it: integer microseconds since 1970, UTC."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_AHEAD_US: Final = 5_000_000
"""What clocks of several machines may differ by."""


def now_us() -> int:
    return time.time_ns() // 1_000


def is_recent(at_us: int, now_us: int, longest_us: int) -> bool:
    """Whether `at_us` is at most `longest_us` old.

    A time that lies ahead is not: a clock was set back since it was noted, and how old it really is nobody knows.
    """
    return -_AHEAD_US <= now_us - at_us <= longest_us


def to_us(at: datetime) -> int:
    """Exact microseconds of an aware datetime (a float of seconds would lose some)."""
    return (at - EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Aware UTC datetime of `us`.

    Raises:
        OverflowError: `us` is outside the years 1 to 9999.
    """
    return EPOCH + timedelta(microseconds=us)


def rfc3339(us: int) -> str:
    """`2021-04-17T16:43:37.020616Z`, fraction always six digits."""
    return from_us(us).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def now() -> datetime:
    return datetime.now(UTC)
