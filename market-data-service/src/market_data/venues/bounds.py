"""Numbers, times and sizes as they are read from frames, with limits that no market exceeds. No I/O and no clock."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

import msgspec
from shared.clock import to_us
from shared.events.values import Mode

from market_data.domain.limits import EARLIEST_US

_WEEK_US: Final = 7 * 86_400_000_000
_HOUR_US: Final = 3_600_000_000
_YEAR_US: Final = 366 * 86_400_000_000
_SHORT: Final = 20
_LONGEST_TIME: Final = 35
_PLAIN: Final = re.compile(r"\d{1,20}(\.\d{1,30})?", re.ASCII)
_LARGEST: Final = Decimal(10) ** 20
LARGEST_ID: Final = 2**63 - 1
Id = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)]
"""A trade id as a decoder checks it."""
_MOST_CACHED: Final = 8_192


class OutOfBoundsError(ValueError):
    """A value that no market has; the text says which."""


class UntimelyError(OutOfBoundsError):
    """A time too far from ours, but not so far that it is nonsense: one of the two clocks may be wrong."""

    def __init__(self, off_us: int) -> None:
        super().__init__(f"a time {abs(off_us) / 1e6:.0f} s {'after' if off_us > 0 else 'before'} its receipt")
        self.off_us = off_us


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
            OutOfBoundsError: it is outside the window, as an `UntimelyError` where it is in a year that may be.
        """
        if not self._since_2009 and at_us < ts_recv_us - _WEEK_US:
            raise _outside(at_us, ts_recv_us)
        return self.check_not_later(at_us, ts_recv_us)

    def check_not_later(self, at_us: int, ts_recv_us: int) -> int:
        """The same, for what may be old: a quiet instrument's ticker has the time of its last trade."""
        if not EARLIEST_US <= at_us <= ts_recv_us + _HOUR_US:
            raise _outside(at_us, ts_recv_us)
        return at_us


def _outside(at_us: int, ts_recv_us: int) -> OutOfBoundsError:
    if EARLIEST_US <= at_us <= ts_recv_us + _YEAR_US:
        return UntimelyError(at_us - ts_recv_us)
    return OutOfBoundsError("a time outside the window")


def clock_is_wrong(off_us: int) -> bool:
    """Whether a venue's clock is so far ahead of ours, or behind it, that its newest trades are outside the window."""
    return not -_WEEK_US <= off_us <= _HOUR_US


def positive_or_none(text: str) -> Decimal | None:
    """A number above zero, or None where the venue writes zeros or nothing, as for the prices of an empty book."""
    try:
        return positive(text)
    except OutOfBoundsError:
        return None


def volume_or_none(text: str) -> Decimal | None:
    """A number of zero or more: zero says that nobody traded. None where the venue writes nothing, or no number."""
    return Decimal(0) if "0" in text and not text.strip("0.") else positive_or_none(text)


def side(price: str, size: str) -> tuple[Decimal | None, Decimal | None]:
    """Price and size of one side of a book; no price where either is zero or no number: such a side is empty.

    A size that the venue does not write at all is not known.
    """
    known_price, known_size = positive_or_none(price), positive_or_none(size)
    return (None, None) if known_price is None or (size and known_size is None) else (known_price, known_size)


def exact_side(price: Decimal | None, size: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The same for what JSON numbers were decoded to."""
    known_price, known_size = exact_or_none(price), exact_or_none(size)
    is_empty = known_price is None or (size is not None and known_size is None)
    return (None, None) if is_empty else (known_price, known_size)


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


def parse_time_us(text: str) -> int:
    """Microseconds of an RFC 3339 time with any number of decimals.

    Raises:
        OutOfBoundsError: it is no time, or names no time zone.
    """
    if len(text) > _LONGEST_TIME:
        raise OutOfBoundsError("not a time: too long")
    try:
        at = datetime.fromisoformat(text)
        return to_us(at)
    except (ValueError, TypeError, OverflowError) as error:
        raise OutOfBoundsError(f"not a time: {text!r}") from error


def seconds_us(seconds: Decimal) -> int:
    """Microseconds of unix seconds with a fraction."""
    return int(seconds * 1_000_000)
