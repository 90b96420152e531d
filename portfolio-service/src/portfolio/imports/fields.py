"""The fields of foreign files: numbers with signs, currencies and commas, times with and without a zone. No I/O."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from portfolio.imports.drafts import UnreadableRowError
from portfolio.ledger.lots import EXACT

_BELOW_DIGITS: Final = 18
_PLACES: Final = 18
_UNIT: Final = Decimal("1e-18")
_SIMPLE: Final = re.compile(r"-?\d{1,40}(\.\d{1,40})?", re.ASCII)
_MONEY_SIGNS: Final = "$€£¥"
_PLAIN: Final = re.compile(
    r"[+-]?(\d{1,40}|[1-9]\d{0,2}(,\d{3}){1,9})(\.\d{0,40})?([eE][+-]?\d{1,2})?|[+-]?\.\d{1,40}", re.ASCII
)
_GLUED: Final = re.compile(r"([+-]?[\d,]*\.?\d+)\s*([A-Za-z0-9]*[A-Za-z])")
_ZONE_IN_NAME: Final = re.compile(r"UTC\s?([+-])\s?(\d{1,2})(?:[:_.]?(\d\d))?", re.IGNORECASE)
_SHORT_YEAR: Final = re.compile(r"\d\d-\d\d-\d\d ")


def number(text: str, field: str) -> Decimal:
    """`-$1,234.50` and `(1,234.50)` are -1234.50.

    Raises:
        UnreadableRowError: it is none.
    """
    plain = text.strip()
    if _SIMPLE.fullmatch(plain):
        return _in_bounds(Decimal(plain), text, field)
    is_negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()")
    for sign in _MONEY_SIGNS:
        plain = plain.replace(sign, "")
    plain = plain.replace(" ", "")
    if not _PLAIN.fullmatch(plain):
        raise UnreadableRowError(f"{field}: “{text}” is no number, such as 1234.5 or 1,234.5")
    found = _in_bounds(Decimal(plain.replace(",", "")), text, field)
    return -found if is_negative else found


def _in_bounds(found: Decimal, text: str, field: str) -> Decimal:
    """As bodies of the API are bound. Digits behind the 18th are below what any coin has."""
    if found.adjusted() >= _BELOW_DIGITS:
        raise UnreadableRowError(f"{field}: “{text[:40]}” is not less than 1e18")
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_PLACES:
        return found.quantize(_UNIT, context=EXACT)
    return found


def amount(text: str, field: str) -> Decimal:
    """A number without its sign, where other fields say the direction; an empty one is 0."""
    return abs(number(text, field)) if text.strip() else Decimal(0)


def glued(text: str, field: str) -> tuple[Decimal, str]:
    """`1,234.5BTC` is a quantity and its asset.

    Raises:
        UnreadableRowError: it is not.
    """
    found = _GLUED.fullmatch(text.strip())
    if found is None:
        raise UnreadableRowError(f"{field}: “{text}” is no quantity with its asset, such as 0.5BTC")
    return number(found[1], field), found[2].upper()


def time_us(text: str, field: str, zone: timezone = UTC) -> int:
    """A time in µs since 1970; one that says no zone is in `zone`.

    Raises:
        UnreadableRowError: it is none, or not a time at which anybody owned coins.
    """
    plain = text.strip().removesuffix(" UTC")
    if _SHORT_YEAR.match(plain):
        plain = f"20{plain}"
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        raise UnreadableRowError(f"{field}: “{text}” is no time, such as 2026-01-31 12:00:00") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC if text.strip().endswith(" UTC") else zone)
    since = found - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1)


def zone_of(filename: str) -> timezone:
    """The zone that a file's name says (`… (UTC+2).csv`); UTC if it says none."""
    found = _ZONE_IN_NAME.search(filename)
    if found is None:
        return UTC
    off = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if off >= timedelta(days=1):
        return UTC
    return timezone(-off if found[1] == "-" else off)
