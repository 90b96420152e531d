"""What an indicator declares of itself, so that it can be stored, listed and computed by name. No I/O and no clock."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.indicators.series import CandleSeries, IndicatorColumns


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number between `least` and `most`."""

    name: str
    default: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator: `inputs` are columns of a `CandleSeries`, `outputs` the names of its values.

    `look_back` says how many candles before the one that it stands at a value depends on, if none is missing between
    them. `is_exact` tells of a position in a series whether the value there would be the same if the series reached
    further back. `counts_from_start`: `n` counts since the start of the stored series.
    """

    name: str
    label: str
    inputs: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]
    look_back: Callable[[int], int]
    compute: Callable[[CandleSeries, int], IndicatorColumns]
    is_exact: Callable[[CandleSeries, int, int], bool]
    counts_from_start: bool = False
