"""95 % intervals of correlations, means and slopes. No I/O and no clock."""

from statistics import NormalDist
from typing import Final

import numpy as np

from analytics.indicators.series import Floats

CONFIDENCE: Final = 0.95
FISHER_MIN: Final = 4
"""The standard error of Fisher's z is 1 / sqrt(n - 3)."""
_Z: Final = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


def fisher_interval(values: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Low and high end of each correlation's interval, by Fisher's z; NaN where the value is, or n is below 4.

    It takes returns as independent and about normal; returns of markets are neither quite, so it is too narrow
    rather than too wide. A perfect correlation has no width.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.arctanh(np.clip(values, -1.0, 1.0))
        width = np.where(n >= FISHER_MIN, _Z / np.sqrt(np.maximum(n - 3, 1)), np.nan)
        return np.tanh(z - width), np.tanh(z + width)


def t_quantile(degrees: int, *, comparisons: int = 1) -> float:
    """The two-sided 95 % quantile of Student's t, for `comparisons` at once by Bonferroni.

    Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5): right to 1e-3 from 10 degrees of freedom on.

    Raises:
        ValueError: fewer than one degree of freedom.
    """
    if degrees < 1:
        raise ValueError("a quantile of Student's t needs a degree of freedom")
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / comparisons)
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )
