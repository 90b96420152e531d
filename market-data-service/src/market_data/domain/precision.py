"""How many digits a computed figure keeps. Decimals in, decimals out; no I/O."""

from decimal import Context, Decimal
from typing import Final

# Wide enough that no ratio of two storable prices fails to be rounded.
_WIDE: Final = Context(prec=120)

# More than any price has, fewer than the noise of a division: 67000.12345 and 0.00001912345678 alike.
_FIGURE_DIGITS: Final = 10


def places_of(price: Decimal) -> int:
    """How many decimals the figures of one price have (itself, low, high): ten significant digits of it."""
    return max(_FIGURE_DIGITS - 1 - price.adjusted(), 0)


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` with at most `places` decimals and no trailing zeros."""
    return _bare(_WIDE.quantize(value, Decimal(1).scaleb(-places)))


def _bare(value: Decimal) -> Decimal:
    """Without trailing zeros, and without the exponent that `normalize` gives to 67000."""
    bare = value.normalize(_WIDE)
    exponent = bare.as_tuple().exponent
    return _WIDE.quantize(bare, Decimal(1)) if isinstance(exponent, int) and exponent > 0 else bare
