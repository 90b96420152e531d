"""How many digits a computed figure keeps. Decimals in, decimals out; no I/O."""

from decimal import Context, Decimal
from typing import Final

# More than any price has, fewer than the noise of a division: 67000.1234567 and 0.0000191234567 alike.
_FIGURE: Final = Context(prec=15)
# Wide enough that no ratio of two storable prices fails to be rounded.
_WIDE: Final = Context(prec=120)


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` with at most `places` decimals and no trailing zeros."""
    return _bare(_WIDE.quantize(value, Decimal(1).scaleb(-places)))


def trimmed(value: Decimal) -> Decimal:
    """`value` to 15 significant digits without trailing zeros."""
    return _bare(_FIGURE.plus(value))


def _bare(value: Decimal) -> Decimal:
    """Without trailing zeros, and without the exponent that `normalize` gives to 67000."""
    bare = value.normalize(_WIDE)
    exponent = bare.as_tuple().exponent
    return _WIDE.quantize(bare, Decimal(1)) if isinstance(exponent, int) and exponent > 0 else bare
