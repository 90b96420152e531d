"""Where today's volatility stands in its own history. No I/O and no clock."""

from typing import Final

import msgspec
import numpy as np

from analytics.indicators.registry import indicator
from analytics.indicators.series import CandleSeries

QUANTILES: Final = (5, 25, 50, 75, 95)
MIN_INDEPENDENT: Final = 10
"""Windows that do not overlap: with fewer a percentile says more about chance than about the coin."""
_PARTIAL: Final = 2


class VolatilityRegime(msgspec.Struct, frozen=True):
    """`percentile`: the share of the history below the newest value, equal ones half; None without enough history.

    The history are the full windows before the newest one, but for those with a partial candle (`excluded`).
    """

    volatility: float | None
    percentile: float | None
    n: int
    independent_n: int
    excluded: int
    rank: int | None
    from_us: int | None
    to_us: int | None
    quantiles: tuple[float, ...]


def volatility_regime(series: CandleSeries, period: int) -> VolatilityRegime:
    """Of the realised volatility of `period` returns at the newest candle of the series."""
    figure = indicator("realized_volatility", period).of(series)
    if not len(series) or not figure.warm[-1]:
        rank = int(figure.ranks[-1]) if len(series) else None
        return VolatilityRegime(None, None, 0, 0, 0, rank, None, None, ())
    earlier = slice(0, len(series) - 1)
    full = figure.warm[earlier]
    used = np.flatnonzero(full & (figure.ranks[earlier] < _PARTIAL))
    history, now = figure.value[used], float(figure.value[-1])
    independent = len(history) // period
    enough = independent >= MIN_INDEPENDENT
    return VolatilityRegime(
        volatility=now,
        percentile=_percentile(history, now) if enough else None,
        n=len(history),
        independent_n=independent,
        excluded=int(full.sum()) - len(used),
        rank=int(figure.ranks[-1]),
        from_us=int(series.open_times_us[used[0]]) if len(used) else None,
        to_us=int(series.open_times_us[used[-1]]) if len(used) else None,
        quantiles=tuple(np.percentile(history, QUANTILES).tolist()) if enough else (),
    )


def _percentile(history: np.ndarray[tuple[int, ...], np.dtype[np.float64]], now: float) -> float:
    return float(100 * ((history < now).mean() + (history == now).mean() / 2))


def level(percentile: float) -> str:
    """`calm` is the lowest quarter, `elevated` the highest, `extreme` the highest twentieth."""
    bounds = ((25.0, "calm"), (75.0, "normal"), (95.0, "elevated"))
    return next((name for bound, name in bounds if percentile < bound), "extreme")
