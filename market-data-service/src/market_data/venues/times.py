"""Venues' times as integer microseconds, truncated, never rounded. Pure."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from shared.clock import to_us

from market_data.venues.bounds import OutOfBoundsError

_LONGEST: Final = 35


def parse_time_us(text: str) -> int:
    """Microseconds of an RFC 3339 time with any number of decimals.

    Raises:
        OutOfBoundsError: it is no time, or names no time zone.
    """
    if len(text) > _LONGEST:
        raise OutOfBoundsError("not a time: too long")
    try:
        at = datetime.fromisoformat(text)
        return to_us(at)
    except (ValueError, TypeError, OverflowError) as error:
        raise OutOfBoundsError(f"not a time: {text!r}") from error


def seconds_us(seconds: Decimal) -> int:
    """Microseconds of unix seconds with a fraction."""
    return int(seconds * 1_000_000)
