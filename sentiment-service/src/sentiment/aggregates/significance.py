"""How easily chance explains a figure: Student's t, binomial tails, and corrections for many tries. No I/O.

Both distributions are the regularised incomplete beta function (Abramowitz and Stegun, 26.5 and 26.7), computed by its
continued fraction with Lentz's method (Numerical Recipes, 6.4).
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final

_TINY: Final = 1e-300
_EXACT: Final = 1e-14
_MOST_TERMS: Final = 10_000
_MOST_STEPS: Final = 200
_LARGEST_T: Final = 1e9


def two_sided(t: float, freedom: float) -> float:
    """The probability that Student's t with `freedom` degrees is at least as far from 0 as `t`."""
    return beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def t_quantile(tail: float, freedom: float) -> float:
    """The t that is exceeded on either side with probability `tail` together: 0.05 gives the 95 % interval.

    Newton's method from the normal quantile: the tail is convex and t's quantile is the larger one, so that no step
    goes too far. With much less than one degree of freedom it ends at 1e9.
    """
    t = NormalDist().inv_cdf(1 - tail / 2)
    for _ in range(_MOST_STEPS):
        step = (two_sided(t, freedom) - tail) / (2 * _density(t, freedom))
        t += step
        if t > _LARGEST_T:
            return _LARGEST_T
        if abs(step) <= 1e-10 * t:
            break
    return t


def _density(t: float, freedom: float) -> float:
    half = (freedom + 1) / 2
    scale = math.lgamma(half) - math.lgamma(freedom / 2) - math.log(math.pi * freedom) / 2
    return math.exp(scale - half * math.log1p(t * t / freedom))


def at_least(successes: int, tries: int, probability: float) -> float:
    """The probability of so many successes or more in independent tries."""
    return 1.0 if successes == 0 else beta(probability, successes, tries - successes + 1)


def beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, for `x` from 0 to 1."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    # The fraction converges quickly on this side of the mean; the function is symmetric.
    if x < (a + 1) / (a + b + 2):
        return math.exp(front) * _fraction(x, a, b) / a
    return 1 - math.exp(front) * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < _EXACT:
            break
    return found


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def holm(probabilities: Sequence[float]) -> list[float]:
    """Corrected for the number of tries: what is below 0.05 then is so by chance once in twenty whole series.

    Holm, 1979; in the order given.
    """
    corrected, largest = [1.0] * len(probabilities), 0.0
    for rank, at in enumerate(_by_size(probabilities)):
        largest = max(largest, min(1.0, (len(probabilities) - rank) * probabilities[at]))
        corrected[at] = largest
    return corrected


def benjamini_hochberg(probabilities: Sequence[float]) -> list[float]:
    """Corrected so that of all that is below 0.05 then about one in twenty is chance. In the order given."""
    corrected, smallest = [1.0] * len(probabilities), 1.0
    ordered = _by_size(probabilities)
    for rank in range(len(ordered), 0, -1):
        smallest = min(smallest, len(ordered) / rank * probabilities[ordered[rank - 1]])
        corrected[ordered[rank - 1]] = smallest
    return corrected


def _by_size(probabilities: Sequence[float]) -> list[int]:
    return sorted(range(len(probabilities)), key=probabilities.__getitem__)
