"""CandleSeries for tests: made of closes, with holes and statuses where a test wants them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from analytics.indicators.series import CandleSeries
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shared.events.values import CandleStatus, Interval

START_US = 1_600_000_000_000_000 - 1_600_000_000_000_000 % Interval.DAY.us


def series(
    closes: Sequence[float],
    *,
    interval: Interval = Interval.MINUTE,
    missing: Sequence[int] = (),
    statuses: Sequence[CandleStatus] = (),
) -> CandleSeries:
    """One candle per close, from START_US on; `missing` positions of the grid have none (and no close)."""
    grid = [at for at in range(len(closes) + len(missing)) if at not in missing]
    times = np.array([START_US + at * interval.us for at in grid], dtype=np.int64)
    ranks = [status.rank for status in statuses] or [0] * len(closes)
    return CandleSeries(
        interval,
        times,
        np.array(closes, dtype=float),
        np.array(ranks, dtype=np.int8),
        times + interval.us,
        np.ones(len(grid), dtype=np.int64),
    )


def cut(whole: CandleSeries, start: int, stop: int | None = None) -> CandleSeries:
    """The same candles as if only those of [start, stop) had been loaded."""
    part = slice(start, stop)
    return replace(
        whole,
        open_times_us=whole.open_times_us[part],
        closes=whole.closes[part],
        ranks=whole.ranks[part],
        as_of_us=whole.as_of_us[part],
        revisions=whole.revisions[part],
        skipped=whole.skipped + start,
    )


def walk(steps: int, *, seed: int = 7, price: float = 67_000.0, deviation: float = 1e-3) -> list[float]:
    """A random walk of prices that is the same for a seed."""
    moves = np.random.default_rng(seed).normal(0, deviation, steps)
    return [float(close) for close in price * np.exp(np.cumsum(moves))]


@st.composite
def constant_growth(draw: DrawFn, steps: int = 60) -> CandleSeries:
    """Candles whose closes all change by the same factor, as those of a token that pays interest do."""
    rate = draw(st.one_of(st.just(0.0), st.floats(-0.05, 0.05), st.floats(-1e-9, 1e-9)))
    price = draw(st.sampled_from([1.9e-7, 0.4, 67_000.0, 8e11]))
    return series([price * (1 + rate) ** at for at in range(steps)])


@st.composite
def walks(draw: DrawFn, most: int = 300) -> CandleSeries:
    """Walks of any price level, with holes and any statuses."""
    steps = draw(st.integers(1, most))
    closes = walk(
        steps,
        seed=draw(st.integers(0, 2**32)),
        price=draw(st.sampled_from([1.9e-7, 0.4, 67_000.0, 8e11])),
        deviation=draw(st.sampled_from([1e-4, 1e-2])),
    )
    missing = draw(st.sets(st.integers(1, steps), max_size=5))
    statuses = draw(st.lists(st.sampled_from(CandleStatus), min_size=steps, max_size=steps))
    return series(closes, missing=sorted(missing), statuses=statuses)
