"""A year of minutes: every indicator of the registry, against TA-Lib's own function where there is one."""

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import talib
from analytics.indicators.registry import DEFINITIONS, indicator
from analytics.indicators.series import Benchmark, CandleSeries
from shared.events.values import Interval

from bench.figures import Figure, at_most

_SECTION: Final = "indicators"
_CANDLES: Final = 525_600
_ROUNDS: Final = 15
_SLOW_ROUNDS: Final = 2
_START_US: Final = 1_609_718_400_000_000
"""A Monday."""
_MOST: Final = 2.0

Compute = Callable[[], Any]


def measure() -> list[Figure]:
    """Best of some rounds each, in turns: what else runs on the machine slows both."""
    series = year()
    reference = _talib(series)
    found = []
    for name in DEFINITIONS:
        one = indicator(name)
        own = _computing(series, name)
        if name in reference:
            ours, theirs = best(own, reference[name])
            found.append(at_most(_SECTION, f"{one.spec}, against TA-Lib's own time", ours / theirs, "x", _MOST))
        else:
            (ours,) = best(own, rounds=_SLOW_ROUNDS)
        found.append(Figure(_SECTION, f"{one.spec} over {_CANDLES} candles", 1_000 * ours, "ms"))
    return found


def year() -> CandleSeries:
    """A random walk of a year of minutes, whole cents, without a hole."""
    random = np.random.default_rng(7)
    close = np.round(67_000 * np.exp(np.cumsum(random.normal(0, 1e-3, _CANDLES))), 2)
    open_ = np.append(close[0], close[:-1])
    reach = np.abs(random.normal(0, 5e-4, (2, _CANDLES)))
    volume = random.lognormal(0, 1, _CANDLES)
    times = _START_US + np.arange(_CANDLES) * Interval.MINUTE.us
    return CandleSeries(
        interval=Interval.MINUTE,
        open_times_us=times,
        open=open_,
        high=np.maximum(open_, close) * (1 + reach[0]),
        low=np.minimum(open_, close) * (1 - reach[1]),
        close=close,
        volume=volume,
        taker_buy_volume=volume * random.random(_CANDLES),
        ranks=np.zeros(_CANDLES, dtype=np.int8),
        as_of_us=times,
        revisions=np.ones(_CANDLES, dtype=np.int64),
        benchmarks={"bitcoin": Benchmark(close[::-1].copy(), np.zeros(_CANDLES, dtype=np.int8), times)},
    )


def _computing(series: CandleSeries, name: str) -> Compute:
    one = indicator(name)
    return lambda: one.of(series)


def _talib(of: CandleSeries) -> dict[str, Compute]:
    """What TA-Lib has, with the same parameters."""
    return {
        "sma": lambda: talib.SMA(of.close, 20),
        "ema": lambda: talib.EMA(of.close, 50),
        "wma": lambda: talib.WMA(of.close, 20),
        "bb": lambda: talib.BBANDS(of.close, 20, 2.0, 2.0),
        "macd": lambda: talib.MACD(of.close, 12, 26, 9),
        "rsi": lambda: talib.RSI(of.close, 14),
        "stoch": lambda: talib.STOCH(of.high, of.low, of.close, 14, 3, slowd_period=3),
        "atr": lambda: talib.ATR(of.high, of.low, of.close, 14),
        "obv": lambda: talib.OBV(of.close, of.volume),
    }


def best(*computing: Compute, rounds: int = _ROUNDS) -> list[float]:
    """The shortest time (s) of each, in turns."""
    shortest = [float("inf")] * len(computing)
    for _ in range(rounds):
        for at, compute in enumerate(computing):
            begun = time.perf_counter()
            compute()
            shortest[at] = min(shortest[at], time.perf_counter() - begun)
    return shortest
