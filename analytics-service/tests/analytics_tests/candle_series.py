"""CandleSeries for tests: made of closes, with holes and statuses where a test wants them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from analytics.indicators.series import Benchmark, CandleSeries, Floats
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
    """One flat candle of volume 1 per close, from START_US on; `missing` positions have none (and no close)."""
    grid = [at for at in range(len(closes) + len(missing)) if at not in missing]
    times = np.array([START_US + at * interval.us for at in grid], dtype=np.int64)
    ranks = [status.rank for status in statuses] or [0] * len(closes)
    prices = np.array(closes, dtype=float)
    return CandleSeries(
        interval=interval,
        open_times_us=times,
        open=prices,
        high=prices,
        low=prices,
        close=prices,
        volume=np.ones(len(grid)),
        taker_buy_volume=np.full(len(grid), 0.5),
        ranks=np.array(ranks, dtype=np.int8),
        as_of_us=times + interval.us,
        revisions=np.ones(len(grid), dtype=np.int64),
    )


def market(
    steps: int, *, missing: Sequence[int] = (), interval: Interval = Interval.MINUTE, seed: int = 7
) -> CandleSeries:
    """Candles with wicks and volumes, some of them without a trade's volume; bitcoin beside them as a benchmark."""
    of = series(walk(steps, seed=seed), missing=missing, interval=interval)
    random = np.random.default_rng(seed)
    opens = np.append(of.close[:1], of.close[:-1])
    volume = random.lognormal(0, 2, steps) * (random.random(steps) > 0.05)
    other = np.array(walk(steps, seed=seed + 1, price=3.0))
    other[steps // 3 : steps // 3 + 2] = np.nan
    return replace(
        of,
        open=opens,
        high=np.maximum(opens, of.close) * (1 + np.abs(random.normal(0, 5e-4, steps))),
        low=np.minimum(opens, of.close) * (1 - np.abs(random.normal(0, 5e-4, steps))),
        volume=volume,
        taker_buy_volume=volume * random.random(steps),
        benchmarks={"bitcoin": benchmark(of, other)},
    )


def benchmark(of: CandleSeries, closes: Sequence[float] | Floats) -> Benchmark:
    """Complete candles beside those of a series; where a close is NaN there is none."""
    prices = np.array(closes, dtype=float)
    return Benchmark(prices, np.zeros(len(prices), dtype=np.int8), np.where(np.isnan(prices), 0, of.as_of_us))


def cut(whole: CandleSeries, start: int, stop: int | None = None) -> CandleSeries:
    """The same candles as if only those of [start, stop) had been loaded."""
    part = whole.at(slice(start, stop))
    return replace(part, skipped=whole.skipped + start)


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
