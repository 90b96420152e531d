"""Does the score lead the price? Correlation of score and later returns, and how easily chance explains it. No I/O.

Pearson's r of the hourly score and the coin's log return `lag` hours later. Both series remember: as many hours say
less than as many independent ones, by n / (1 + 2 sum of (1 - k/n) r_score(k) r_return(k)) (Pyper and Peterman, 1998).
Student's t of that number; Holm's correction for the number of lags tried.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sentiment.aggregates.significance import holm, two_sided

Floats = NDArray[np.float64]

LAGS: Final = range(25)
LEAST_HOURS: Final = 30
_CHANCE: Final = 0.05
_HOUR: Final = timedelta(hours=1)
_MOST_MEMORY: Final = 168
_ROUNDING: Final = 1e-12
_SMALLEST: Final = 0.001


@dataclass(frozen=True, slots=True)
class LaggedCorrelation:
    """`n` hours with both figures, worth `effective` independent ones. `p_value` is corrected for the lags tried.

    Without a correlation: too few hours, or one of the figures does not vary.
    """

    lag_hours: int
    n: int
    effective: float | None = None
    correlation: float | None = None
    p_uncorrected: float | None = None
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class PriceTest:
    """`enough`: there is at least one correlation; `verdict` says in a sentence or two what comes of it."""

    lags: Sequence[LaggedCorrelation]
    strongest: LaggedCorrelation | None
    verdict: str


def price_test(scores: Mapping[datetime, float], closes: Mapping[datetime, float]) -> PriceTest:
    """Both by the end of their hour."""
    score, returns = _on_one_axis(scores, closes)
    found = [_at_lag(score, returns, lag) for lag in LAGS]
    tried = [one for one in found if one.p_uncorrected is not None]
    corrected = iter(holm([one.p_uncorrected for one in tried if one.p_uncorrected is not None]))
    lags = [one if one.p_uncorrected is None else _with_p(one, next(corrected)) for one in found]
    strongest = min((one for one in lags if one.p_uncorrected is not None), key=_strength, default=None)
    return PriceTest(lags, strongest, _verdict(lags, strongest))


def _on_one_axis(scores: Mapping[datetime, float], closes: Mapping[datetime, float]) -> tuple[Floats, Floats]:
    """Hour by hour, NaN where a figure is not known. A return needs the close of the hour before."""
    known = [*scores, *closes]
    if not known:
        return np.empty(0), np.empty(0)
    first = min(known)
    hours = (max(known) - first) // _HOUR + 1
    score, close = np.full(hours, np.nan), np.full(hours, np.nan)
    for at, value in scores.items():
        score[(at - first) // _HOUR] = value
    for at, value in closes.items():
        close[(at - first) // _HOUR] = value if value > 0 else np.nan
    returns = np.full(hours, np.nan)
    returns[1:] = np.diff(np.log(close))
    return score, returns


def _at_lag(score: Floats, returns: Floats, lag: int) -> LaggedCorrelation:
    before, after = score[: max(len(score) - lag, 0)], returns[lag:]
    both = np.isfinite(before) & np.isfinite(after)
    n = int(both.sum())
    if n < LEAST_HOURS:
        return LaggedCorrelation(lag, n)
    r = _pearson(before[both], after[both])
    if r is None:
        return LaggedCorrelation(lag, n)
    effective = _effective(np.where(both, before, np.nan), np.where(both, after, np.nan), n)
    return LaggedCorrelation(lag, n, effective, r, _probability(r, effective))


def _pearson(first: Floats, second: Floats) -> float | None:
    """None where one of them does not vary beyond rounding."""
    if min(_spread(first), _spread(second)) <= _ROUNDING:
        return None
    first, second = first - first.mean(), second - second.mean()
    cosine = float(first @ second) / (float(np.linalg.norm(first)) * float(np.linalg.norm(second)))
    return min(1.0, max(-1.0, cosine))


def _spread(values: Floats) -> float:
    return float(values.std())


def _effective(first: Floats, second: Floats, n: int) -> float:
    lags = range(1, min(n // 5, _MOST_MEMORY) + 1)
    memories = _autocorrelations(first, lags) * _autocorrelations(second, lags)
    return n / max(1 + 2 * float(memories @ (1 - np.array(lags) / n)), 1.0)


def _autocorrelations(values: Floats, lags: range) -> Floats:
    """Each over the pairs that are known; 0 where there is none."""
    known = np.isfinite(values)
    centred = np.where(known, values - values[known].mean(), 0.0)
    variance = float(centred @ centred) / int(known.sum())
    pairs = np.array([int((known[:-k] & known[k:]).sum()) for k in lags])
    products = np.array([float(centred[:-k] @ centred[k:]) for k in lags])
    found: Floats = products / np.maximum(pairs, 1) / variance
    return found


def _probability(r: float, effective: float) -> float:
    freedom = effective - 2
    if freedom <= 0:
        return 1.0
    if abs(r) == 1:
        return 0.0
    return two_sided(r * math.sqrt(freedom / (1 - r * r)), freedom)


def _with_p(one: LaggedCorrelation, p_value: float) -> LaggedCorrelation:
    return LaggedCorrelation(one.lag_hours, one.n, one.effective, one.correlation, one.p_uncorrected, p_value)


def _strength(one: LaggedCorrelation) -> tuple[float, float]:
    return one.p_uncorrected or 0.0, -abs(one.correlation or 0.0)


def _verdict(lags: Sequence[LaggedCorrelation], strongest: LaggedCorrelation | None) -> str:
    most = max(one.n for one in lags)
    if most < LEAST_HOURS:
        return f"Not enough to tell: {most} hours with a score and a return, at least {LEAST_HOURS} are needed."
    if strongest is None or strongest.correlation is None or strongest.p_value is None:
        return "Nothing to tell: the score or the price did not move."
    tried = sum(one.p_value is not None for one in lags)
    r = f"{strongest.correlation:.2f}".replace("-", "\N{MINUS SIGN}")
    p = f"p < {_SMALLEST}" if strongest.p_value < _SMALLEST else f"p = {_two_digits(strongest.p_value)}"
    found = f"Strongest at {strongest.lag_hours} h: r = {r}, n = {strongest.n}, {p} after trying {tried} lags."
    return f"{found} So: {_meaning(strongest)}"


def _two_digits(p: float) -> str:
    return f"{p:.2f}" if p >= 0.1 else f"{p:.2g}"  # noqa: PLR2004 - two digits either way


def _meaning(one: LaggedCorrelation) -> str:
    if (one.p_value or 0.0) >= _CHANCE:
        return "no relation that chance could not explain."
    rose = (one.correlation or 0.0) > 0
    if one.lag_hours == 0:
        return f"score and price moved {'together' if rose else 'against each other'}, which is no lead."
    later = f"the {'higher' if rose else 'lower'} the return {one.lag_hours} h later"
    return f"the higher the score, {later}, more than chance explains. What has led may lead no longer."
