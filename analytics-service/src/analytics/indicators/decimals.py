"""Computed figures as the contract writes numbers. No I/O."""

from decimal import Decimal
from math import isnan

_DIGITS = 15
"""Significant decimal digits that a float64 keeps: 67010.2 stays 67010.2."""


def decimal(value: float | None) -> Decimal | None:
    """None for what is not known: None and NaN."""
    return None if value is None or isnan(value) else Decimal(f"{value:.{_DIGITS}g}")
