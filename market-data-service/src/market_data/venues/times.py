"""Venues' times as integer microseconds, cut, never rounded. Pure."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from shared.clock import to_us

from market_data.venues.bounds import OutOfBoundsError

_LONGEST: Final = 35


def parse_time_us(text: str) -> int:
    """Microseconds of an RFC 3339 time with any number of decimals.

    Raises:
        OutOfBoundsError: it is none, or names no zone.
    """
    if len(text) > _LONGEST:
        raise OutOfBoundsError("a time that is none")
    try:
        at = datetime.fromisoformat(text)
        return to_us(at)
    except (ValueError, TypeError, OverflowError) as error:
        raise OutOfBoundsError(f"a time that is none: {text!r}") from error


def seconds_us(seconds: Decimal) -> int:
    """Microseconds of unix seconds with a fraction."""
    return int(seconds * 1_000_000)
