"""The newest candles of many coins, and each figure's newest value of all of them. No I/O and no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from shared.events.values import Interval

from analytics.engine.reasons import FigureReason
from analytics.indicators.columns import Unknown
from analytics.indicators.points import reason_of
from analytics.indicators.registry import Indicator
from analytics.indicators.series import Benchmark, CandleSeries, Floats, Integers, Ranks
from analytics.market.candles.catalogue import ListedCoin
from analytics.market.candles.columns import CandleColumns, empty
from analytics.market.screener.figures import Figure
from analytics.market.sql import LastPrice, WindowRow

NO_RANK: Final = -1
SPARE: Final = 64
"""Candles beyond what an indicator needs, so that a few missing ones do not make it unknown."""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A figure of each coin, NaN where it is not known. `warm`: it does not depend on where the candles begin.

    `ranks` is `NO_RANK` where nothing was there.
    """

    values: Floats
    n: Integers
    warm: NDArray[np.bool_]
    ranks: Ranks
    reasons: tuple[FigureReason | None, ...]


@dataclass(frozen=True, slots=True)
class CandleFrame:
    """The newest candles of each coin's composite; `figures` keeps what was computed from them by name."""

    interval: Interval
    coins: tuple[ListedCoin, ...]
    columns: tuple[CandleColumns, ...]
    figures: dict[str, FigureColumn] = field(default_factory=dict)

    def figure(self, figure: Figure, benchmark: ListedCoin | None = None) -> FigureColumn:
        """The indicator's value at each coin's newest candle; `benchmark` is the coin that it names."""
        found = self.figures.get(figure.name)
        if found is None:
            found = self.figures[figure.name] = _of_indicator(self, figure, benchmark)
        return found

    def columns_of(self, wanted: ListedCoin) -> CandleColumns:
        """Those of that coin; none if the frame is of others."""
        by_coin = zip(self.coins, self.columns, strict=True)
        return next((columns for coin, columns in by_coin if coin.coin_id == wanted.coin_id), empty())


@dataclass(frozen=True, slots=True)
class WindowFrame:
    """Of each coin its last price, and its windows by name; None and no window without a candle."""

    coins: tuple[ListedCoin, ...]
    prices: tuple[LastPrice | None, ...]
    windows: tuple[dict[str, WindowRow], ...]

    def figure(self, figure: Figure) -> FigureColumn:
        """A figure of the price, or of the window that the figure names."""
        rows = [
            _of_window(figure, price, windows.get(figure.window or ""))
            for price, windows in zip(self.prices, self.windows, strict=True)
        ]
        return _column(rows)


class Cell(NamedTuple):
    """A figure of one coin."""

    value: float
    n: int
    warm: bool
    rank: int
    reason: FigureReason | None


_NO_DATA: Final = Cell(np.nan, 0, warm=False, rank=NO_RANK, reason=FigureReason.NO_DATA)


def ranks_of_market(coins: Sequence[ListedCoin]) -> FigureColumn:
    """The catalogue's rank of each coin."""
    ranks = [coin.market_cap_rank for coin in coins]
    return _column([_NO_DATA if rank is None else _known(rank, 1, NO_RANK) for rank in ranks])


def _of_window(figure: Figure, price: LastPrice | None, window: WindowRow | None) -> Cell:
    if price is None:
        return _NO_DATA
    if figure.name == "price":
        return _known(price.close, 1, price.status.rank)
    value = None if window is None else _value(figure.name, price.close, window)
    if window is None or value is None:
        return _NO_DATA._replace(n=0 if window is None else window.candles)
    return _known(value, window.candles, NO_RANK if window.status is None else window.status.rank)


def _known(value: Decimal | int, n: int, rank: int) -> Cell:
    return Cell(float(value), n, warm=True, rank=rank, reason=None)


def _value(name: str, close: Decimal, window: WindowRow) -> Decimal | None:
    kind = name.partition("_")[0]
    if kind == "change":
        return percent(close, window.reference)
    if kind == "below":
        return percent(close, window.high)
    return {"low": window.low, "high": window.high, "volume": window.usd_volume}[kind]


def percent(close: Decimal, reference: Decimal | None) -> Decimal | None:
    """How far `close` is from `reference`, to four decimals."""
    return None if not reference else round((close / reference - 1) * 100, 4)


def _of_indicator(frame: CandleFrame, figure: Figure, coin: ListedCoin | None) -> FigureColumn:
    indicator = figure.indicator
    if indicator is None:
        raise ValueError(f"{figure.name} is no indicator")
    benchmark = None if coin is None else frame.columns_of(coin)
    return _column([_newest(columns, frame.interval, indicator, figure.output, benchmark) for columns in frame.columns])


def _newest(
    columns: CandleColumns, interval: Interval, indicator: Indicator, output: int, benchmark: CandleColumns | None
) -> Cell:
    if not len(columns):
        return _NO_DATA
    count = min(indicator.look_back(interval) + 1 + SPARE, len(columns))
    found = indicator.of(_series(columns, count, interval, indicator, benchmark))
    if count < len(columns) and found.unknown[-1] == Unknown.WARMING_UP:
        found = indicator.of(_series(columns, len(columns), interval, indicator, benchmark))
    reason = reason_of(indicator.definition, Unknown(int(found.unknown[-1])))
    return Cell(
        float(found.values[output][-1]),
        int(found.n[-1]),
        bool(found.warm[-1]),
        int(found.ranks[-1]),
        None if reason is None else FigureReason(reason),
    )


def _benchmark_at(columns: CandleColumns, times_us: Integers) -> Benchmark:
    found = Benchmark.missing(len(times_us))
    _, at, theirs = np.intersect1d(times_us, columns.open_times_us, assume_unique=True, return_indices=True)
    found.closes[at], found.ranks[at], found.as_of_us[at] = columns.closes[theirs], columns.ranks[theirs], times_us[at]
    return found


def _series(
    columns: CandleColumns, count: int, interval: Interval, indicator: Indicator, benchmark: CandleColumns | None
) -> CandleSeries:
    """The newest `count` candles."""
    skipped = len(columns) - count
    part = slice(skipped, None)
    times = columns.open_times_us[part]
    return CandleSeries(
        interval=interval,
        open_times_us=times,
        open=columns.opens[part],
        high=columns.highs[part],
        low=columns.lows[part],
        close=columns.closes[part],
        volume=columns.volumes[part],
        taker_buy_volume=columns.taker_buy_volumes[part],
        ranks=columns.ranks[part],
        as_of_us=times,
        revisions=np.ones(count, dtype=np.int64),
        skipped=columns.skipped + skipped,
        benchmarks={} if benchmark is None else {str(indicator.benchmark): _benchmark_at(benchmark, times)},
    )


def _column(rows: Sequence[Cell]) -> FigureColumn:
    values, n, warm, ranks, reasons = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return FigureColumn(
        np.array(values, dtype=np.float64),
        np.array(n, dtype=np.int64),
        np.array(warm, dtype=np.bool_),
        np.array(ranks, dtype=np.int8),
        tuple(reasons),
    )
