"""Limits checked when frames are parsed: numbers, times and sizes that no market has. No I/O and no clock."""

import re
from decimal import Decimal
from typing import Annotated, Final

import msgspec
from shared.events.values import Mode

from market_data.domain.limits import EARLIEST_US

_WEEK_US: Final = 7 * 86_400_000_000
_HOUR_US: Final = 3_600_000_000
_SHORT: Final = 20
_PLAIN: Final = re.compile(r"\d{1,20}(\.\d{1,30})?", re.ASCII)
_LARGEST: Final = Decimal(10) ** 20
LARGEST_ID: Final = 2**63 - 1
Id = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)]
"""A trade id as a decoder checks it."""
_MOST_CACHED: Final = 8_192


class OutOfBoundsError(ValueError):
    """A value that no market has; the text says which."""


def positive(text: str) -> Decimal:
    """A plain decimal above zero.

    Raises:
        OutOfBoundsError: anything else, exponents, NaN and a kilobyte of digits included.
    """
    short = len(text) <= _SHORT and text.isascii() and text.replace(".", "", 1).isdecimal()
    if not short and not _PLAIN.fullmatch(text):
        raise OutOfBoundsError(f"not a plain number: {text[:_SHORT]!r}")
    number = Decimal(text)
    if not number:
        raise OutOfBoundsError("zero")
    return number


class DecimalCache(dict[str, Decimal]):
    """Texts to what `positive` makes of them: prices repeat in a burst of trades, and a look-up costs a tenth.

    A plain dict with a bound, since an LRU map in Python would take longer than `positive` itself.
    """

    def __missing__(self, text: str) -> Decimal:
        number = positive(text)
        if len(self) >= _MOST_CACHED:
            self.clear()
        self[text] = number
        return number


def positive_exact(number: Decimal) -> Decimal:
    """The same for what a JSON number was decoded to.

    Raises:
        OutOfBoundsError: it is not finite, not positive, too large or has too many digits.
    """
    if not (number.is_finite() and 0 < number < _LARGEST) or len(number.as_tuple().digits) > 2 * _SHORT:
        raise OutOfBoundsError("not a usable number")
    return number


class TimeWindow:
    """The event times that are accepted: from 7 days before receipt to an hour after it.

    In a replay, and for back-filled trades, from 2009 on.
    """

    def __init__(self, mode: Mode, *, backfilled: bool = False) -> None:
        self._since_2009 = mode is Mode.REPLAY or backfilled

    def check(self, at_us: int, ts_recv_us: int) -> int:
        """The same time.

        Raises:
            OutOfBoundsError: it is outside the window.
        """
        earliest = EARLIEST_US if self._since_2009 else ts_recv_us - _WEEK_US
        if not earliest <= at_us <= ts_recv_us + _HOUR_US:
            raise OutOfBoundsError("a time outside the window")
        return at_us


def positive_or_none(text: str) -> Decimal | None:
    """A number above zero, or None where the venue writes zeros or nothing, as for the prices of an empty book."""
    try:
        return positive(text)
    except OutOfBoundsError:
        return None


def exact_or_none(number: Decimal | None) -> Decimal | None:
    """The same for what a JSON number was decoded to."""
    try:
        return None if number is None else positive_exact(number)
    except OutOfBoundsError:
        return None


def check_length(frame: bytes, longest: int) -> None:
    """Raises OutOfBoundsError: the frame is longer than any that the venue sends."""
    if len(frame) > longest:
        raise OutOfBoundsError(f"a frame of {len(frame)} bytes")


def checked_id(number: int) -> int:
    """The same trade id.

    Raises:
        OutOfBoundsError: it is negative or over 63 bits.
    """
    if not 0 <= number <= LARGEST_ID:
        raise OutOfBoundsError("an id that is no number of 63 bits")
    return number
