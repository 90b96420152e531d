"""Exact text of numbers and times as the venues write them. Pure; no floats on the way."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

UNIT = 100_000_000
"""Generated prices and sizes are integers of 1e-8."""

PLACES = 8
_SECOND_NS = 1_000_000_000


def fixed(value: int, places: int = PLACES) -> str:
    """Text of `value` * 1e-8 with `places` decimals, or all eight where fewer would lose a digit."""
    if places < PLACES:
        scale = 10 ** (PLACES - places)
        if value % scale:
            places = PLACES
        else:
            value //= scale
    if places == 0:
        return str(value)
    digits = f"{value:0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}"


def units(text: str) -> int:
    """The decimal in 1e-8; ValueError unless it is positive, finite and exact in them."""
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise ValueError(f"{text!r} is not a decimal") from error
    if not number.is_finite() or number <= 0 or number >= UNIT:
        raise ValueError(f"{text!r} is not a positive number below {UNIT}")
    scaled = number * UNIT
    if scaled != int(scaled):
        raise ValueError(f"{text!r} has more than {PLACES} decimals")
    return int(scaled)


@lru_cache(maxsize=4_096)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def rfc3339(us: int) -> str:
    """`2026-10-03T20:58:30.560234Z` of integer microseconds."""
    seconds, fraction = divmod(us, 1_000_000)
    return f"{_second(seconds)}.{fraction:06d}Z"


def nanoseconds(text: str) -> int:
    """Integer nanoseconds of an RFC 3339 UTC time with up to nine decimals; ValueError otherwise."""
    whole, _, fraction = text.removesuffix("Z").removesuffix("+00:00").partition(".")
    if fraction and not (fraction.isdecimal() and fraction.isascii()):
        raise ValueError(f"{text!r} is not an RFC 3339 time in UTC")
    moment = datetime.fromisoformat(whole)
    if moment.tzinfo is not None:
        raise ValueError(f"{text!r} is not in UTC")
    return int(moment.replace(tzinfo=UTC).timestamp()) * _SECOND_NS + int(f"{fraction:0<9}"[:9])


def unix_seconds(ns: int) -> str:
    """Seconds as a JSON number, exact: at least 4 decimals, at most 9, as Kraken's REST writes them."""
    seconds, fraction = divmod(ns, _SECOND_NS)
    digits = f"{fraction:09d}".rstrip("0")
    return f"{seconds}.{digits:0<4}"
