"""Computed figures as the contract writes numbers. No I/O."""

from decimal import Decimal
from math import isnan

_DIGITS = 15
"""Significant decimal digits that a float64 keeps: 67010.2 stays 67010.2."""


def decimal(value: float | None) -> Decimal | None:
    """None for what is not known: None and NaN. Zero has no sign."""
    return None if value is None or isnan(value) else Decimal(f"{value:z.{_DIGITS}g}")


def percent_off(value: Decimal, reference: Decimal) -> Decimal:
    """How far `value` is from `reference`, in percent to four decimals. Zero has no sign."""
    return Decimal(f"{(value / reference - 1) * 100:z.4f}")
