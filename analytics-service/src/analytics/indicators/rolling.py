"""Figures over rolling windows of long arrays: exact however long the array is. No I/O and no clock.

TA-Lib keeps running sums, whose rounding errors grow with what has passed through them: a price that falls by orders
of magnitude would be lost in them, and so would a deviation that is small against the price.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.indicators.definition import Outputs
from analytics.indicators.series import Flags, Floats

_BLOCK: Final = 65_536
_WIDEST: Final = 1e4
"""By what factor values that go through one running sum may differ."""
_WINDOW_VALUES: Final = 1_000_000
"""Values that the results of a block of windows may hold in memory at once."""

OfArray = Callable[[Floats], Outputs]


def summed(compute: OfArray, values: Floats, window: int) -> Outputs:
    """`compute`, which adds up the last `window` values, of all of them; in halves where they differ too much."""
    results = len(values) - window + 1
    if results == 1 or float(values.max()) <= _WIDEST * float(values.min()):
        return compute(values)
    middle = results // 2
    first = summed(compute, values[: middle + window - 1], window)
    second = summed(compute, values[middle:], window)
    return tuple(np.append(one, other[window - 1 :]) for one, other in zip(first, second, strict=True))


def about_their_level(compute: OfArray, values: Floats, window: int, outputs: int) -> Outputs:
    """`compute` of all values, in blocks, each about its own level and, if that is small, in its own size.

    Each result is of the last `window` values, and moves and grows with them.
    """
    found = tuple(np.empty(len(values)) for _ in range(outputs))
    for output in found:
        output[: window - 1] = np.nan
    for start in range(0, len(values) - window + 1, _BLOCK):
        _fill(compute, values, (start, min(start + _BLOCK + window - 1, len(values))), window, found)
    return found


def _fill(compute: OfArray, values: Floats, span: tuple[int, int], window: int, found: Outputs) -> None:
    """The results of the windows that lie in the span; in two halves if its values differ too much for one."""
    start, end = span
    part = values[start:end]
    level, high = float(part.min()), float(part.max())
    results = end - start - window + 1
    if high > _WIDEST * level and results > 1:
        middle = start + results // 2
        _fill(compute, values, (start, middle + window - 1), window, found)
        _fill(compute, values, (middle, end), window, found)
        return
    # TA-Lib takes a variance below 1e-14 for none: so what varies little is enlarged.
    size = min(high - level, 1.0) or 1.0
    moved = part - level
    for target, result in zip(found, compute(moved if size == 1 else moved / size), strict=True):
        if size != 1:
            result *= size
        np.add(result[window - 1 :], level, out=target[start + window - 1 : end])


def over_windows(compute: Callable[..., Floats], window: int, *columns: Floats) -> Floats:
    """`compute` of windows of the columns (arrays of rows of `window` values), a result a row; NaN before the first."""
    found = np.full(len(columns[0]), np.nan)
    if len(found) < window:
        return found
    views = [sliding_window_view(column, window) for column in columns]
    rows = max(1, _WINDOW_VALUES // window)
    for at in range(0, len(views[0]), rows):
        part = compute(*(view[at : at + rows] for view in views))
        found[window - 1 + at : window - 1 + at + len(part)] = part
    return found


def any_of_last(flags: Flags, window: int) -> Flags:
    """At each position whether one of the last `window` flags is set, its own included."""
    at = np.arange(len(flags))
    newest = np.maximum.accumulate(np.where(flags, at, -window))
    return np.asarray(newest > at - window, dtype=np.bool_)
