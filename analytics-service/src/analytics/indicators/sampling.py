"""Compute an indicator over a series: which stretches its function gets, and what its values inherit from the candles.

No I/O and no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.indicators.blocks import Block
from analytics.indicators.columns import IndicatorColumns, Inheritance, Unknown
from analytics.indicators.definition import Definition, Outputs, Param, ParameterKind, Sample
from analytics.indicators.returns import annualization, log_returns, return_ranks
from analytics.indicators.series import Benchmark, CandleSeries, Flags, Floats, Ranks, worst_of_last

BENCHMARK: Final = "benchmark_close"
"""The input that is the close of another coin: the one that the parameter of the kind COIN names."""
_MAY_BE_UNKNOWN: Final = ("taker_buy_volume", BENCHMARK)


@dataclass(frozen=True, slots=True)
class Sampling:
    """An indicator with its parameters."""

    definition: Definition
    arguments: tuple[Param, ...]

    @property
    def needs(self) -> int:
        return self.definition.needs(*self.arguments)

    @property
    def warm_after(self) -> int:
        warm_after = self.definition.warm_after
        return self.needs if warm_after is None else warm_after(*self.arguments)

    @property
    def reach(self) -> int:
        reach = self.definition.reach
        return self.needs if reach is None else reach(*self.arguments)

    def inputs(self, series: CandleSeries) -> list[Floats]:
        return [
            self._benchmark(series).closes if name == BENCHMARK else series.input(name)
            for name in self.definition.inputs
        ]

    def ranks(self, series: CandleSeries) -> Ranks:
        """Of each candle and the benchmark's beside it the worse one."""
        if BENCHMARK not in self.definition.inputs:
            return series.ranks
        return np.maximum(series.ranks, self._benchmark(series).ranks)

    def block(self, series: CandleSeries) -> Block | None:
        """When what is added up begins anew."""
        blocks = self.definition.blocks
        return None if blocks is None else blocks(series.interval, *self.arguments)

    def compute(self, inputs: Sequence[Floats]) -> Outputs:
        """Over one stretch; NaN in all outputs where one of them is no finite number."""
        outputs = self.definition.compute(*inputs, *self.arguments)
        # A sum is finite if all are: then nothing has to be looked at one by one.
        if all(np.isfinite(output[self.needs - 1 :].sum()) for output in outputs):
            return outputs
        known = np.logical_and.reduce([np.isfinite(output) for output in outputs])
        return tuple(np.where(known, output, np.nan) for output in outputs)

    def of(self, series: CandleSeries) -> IndicatorColumns:
        if self.definition.sample is Sample.RETURNS:
            return _of_returns(series, self)
        if self.definition.sample is Sample.CANDLES:
            return _of_candles(series, self)
        return _of_segments(series, self)

    def _benchmark(self, series: CandleSeries) -> Benchmark:
        kinds = [parameter.kind for parameter in self.definition.parameters]
        found = series.benchmarks.get(str(self.arguments[kinds.index(ParameterKind.COIN)]))
        return Benchmark.missing(len(series)) if found is None else found


def _empty(count: int, outputs: Sequence[str]) -> Outputs:
    return tuple(np.full(count, np.nan) for _ in outputs)


def _of_candles(series: CandleSeries, one: Sampling) -> IndicatorColumns:
    """The whole series is one stretch. Where it is cut off, values that reach further back are unknown."""
    count, definition = len(series), one.definition
    enough = count >= one.needs
    values = one.compute(one.inputs(series)) if enough else _empty(count, definition.outputs)
    if definition.counts_from_start and series.skipped:
        for value in values:
            value[: one.reach] = np.nan

    def inherit() -> Inheritance:
        n = np.arange(1, count + 1)
        n = n + series.skipped if definition.counts_from_start else np.minimum(n, one.warm_after)
        return Inheritance(
            n, n >= one.warm_after, worst_of_last(one.ranks(series), one.warm_after), _why(values[0], n >= one.needs)
        )

    return IndicatorColumns(values, inherit)


def _of_segments(series: CandleSeries, one: Sampling) -> IndicatorColumns:
    inputs = one.inputs(series)
    known = _known(one, inputs)
    segments = _segments(series, one, known)
    values = _annualized(series, one, _by_segment(one, inputs, segments, len(series)))

    def inherit() -> Inheritance:
        """Positions from the start of their segment; of what is in none there is no value and nothing to inherit."""
        count, usable, start = len(series), np.zeros(len(series), dtype=np.bool_), np.arange(len(series))
        for first, end in segments:
            usable[first:end] = True
            start[first:end] = first
        n = np.where(usable, np.arange(count) - start + 1, 0)
        warm, window, block = n >= one.warm_after, one.warm_after, one.block(series)
        if block is None:
            n = np.minimum(n, window)
        else:  # of all candles of its segment, which is the whole block only from its begin on
            warm, window = warm & block.is_begin(series.open_times_us[start], series.interval), count
        unknown = _why(values[0], n >= one.needs)
        unknown[~usable] = Unknown.BEFORE_ANCHOR
        if known is not None:
            unknown[~known] = Unknown.UNKNOWN_INPUT
        return Inheritance(n, warm, worst_of_last(one.ranks(series), window, start), unknown)

    return IndicatorColumns(values, inherit)


def _known(one: Sampling, inputs: Sequence[Floats]) -> Flags | None:
    """Where all inputs are known; None where none of them ever is unknown."""
    known = None
    for name, column in zip(one.definition.inputs, inputs, strict=True):
        if name in _MAY_BE_UNKNOWN:
            here = ~np.isnan(column)
            known = here if known is None else known & here
    return known


def _segments(series: CandleSeries, one: Sampling, known: Flags | None) -> list[tuple[int, int]]:
    """The stretches that are computed by themselves: first position and end of each."""
    count, block = len(series), one.block(series)
    begins = np.zeros(1, dtype=np.int64) if not series.has_hole else np.flatnonzero(~series.is_adjacent)
    if known is not None and not known.all():
        begins = np.union1d(begins, np.flatnonzero(np.append(False, known[1:] != known[:-1])))
    first = 0
    if block is not None:
        first = block.first_inside(series.open_times_us)
        begins = np.union1d(begins, block.begins(series.open_times_us))
    begins = begins[(begins >= first) & (begins < count)]
    ends = np.append(begins[1:], count)
    usable = np.ones(len(begins), dtype=np.bool_) if known is None else known[begins]
    return list(zip(begins[usable].tolist(), ends[usable].tolist(), strict=True))


def _by_segment(one: Sampling, inputs: Sequence[Floats], segments: Sequence[tuple[int, int]], count: int) -> Outputs:
    if count and list(segments) == [(0, count)] and count >= one.needs:
        return one.compute(inputs)
    values = tuple(np.empty(count) for _ in one.definition.outputs)
    filled = 0
    for first, end in segments:
        if end - first >= one.needs:
            segment = slice(first, end)
            for value, output in zip(values, one.compute([column[segment] for column in inputs]), strict=True):
                value[filled:first] = np.nan
                value[segment] = output
            filled = end
    for value in values:
        value[filled:] = np.nan
    return values


def _of_returns(series: CandleSeries, one: Sampling) -> IndicatorColumns:
    """A candle after a hole adds no return: its value is that of the returns before the hole."""
    inputs = one.inputs(series)
    returns, later = log_returns(series, *inputs)
    used = np.searchsorted(later, np.arange(len(series)), side="right")
    enough = len(later) >= one.needs
    found = one.compute(returns) if enough else _empty(len(later), one.definition.outputs)
    values = _annualized(series, one, tuple(np.append(np.nan, output)[used] for output in found))

    def inherit() -> Inheritance:
        ranks = np.zeros(len(later) + 1, dtype=np.int8)
        ranks[1:] = worst_of_last(return_ranks(one.ranks(series), later), one.warm_after)
        n = np.minimum(used, one.warm_after).astype(np.int64)
        return Inheritance(n, n >= one.warm_after, ranks[used], _why(values[0], n >= one.needs))

    return IndicatorColumns(values, inherit)


def _annualized(series: CandleSeries, one: Sampling, values: Outputs) -> Outputs:
    if not one.definition.annualized:
        return values
    return tuple(value * annualization(series.interval) for value in values)


def _why(value: Floats, enough: Flags) -> Ranks:
    unknown = np.where(enough, Unknown.UNDEFINED, Unknown.WARMING_UP)
    return np.where(np.isnan(value), unknown, Unknown.KNOWN).astype(np.int8)
