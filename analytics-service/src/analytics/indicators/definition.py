"""What an indicator declares of itself, so that it can be stored, listed and computed by name. No I/O and no clock."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from analytics.indicators.blocks import Block
from analytics.indicators.series import Floats

Param: TypeAlias = int | float | str
Outputs: TypeAlias = tuple[Floats, ...]


class ParameterKind(StrEnum):
    """What a parameter is."""

    INTEGER = "integer"
    NUMBER = "number"
    TIME = "time"
    """Unix time in whole seconds."""
    COIN = "coin"
    """A coin_id."""


class Unit(StrEnum):
    """What the values are in: what may share an axis."""

    PRICE = "price"
    """The instrument's quote, at the level of its price: drawn over the candles."""
    PRICE_DIFFERENCE = "price_difference"
    PERCENT = "percent"
    RATIO = "ratio"
    VOLUME = "volume"
    """The base asset."""


class Sample(StrEnum):
    """What an indicator counts, and what a missing candle is to it."""

    CANDLES = "candles"
    """All closed candles in order, as the contract's averages: a missing one is passed over."""
    SEGMENTS = "segments"
    """Candles exactly one interval apart whose inputs are known: after a hole it begins anew."""
    RETURNS = "returns"
    """Logarithmic returns between candles exactly one interval apart: a missing candle adds none."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number between `least` and `most`; of the kind COIN, which has neither, a coin_id."""

    name: str
    default: Param
    least: int | float | None = None
    most: int | float | None = None
    kind: ParameterKind = ParameterKind.INTEGER


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator. Its functions take the parameters in their order.

    `compute` gets the `inputs` of one stretch of the sample as NumPy arrays, then the parameters, and returns one array
    an output, as long as its inputs, NaN where the value is not defined. It never gets a NaN. Of the sample RETURNS it
    gets returns instead of closes.

    `needs`: of how many of the sample there is a value. `warm_after`: from how many on it no longer shows where the
    stretch began (None: from the first value on; of what adds up only in a stretch that begins with its block).
    `reach`: how many before its own the value depends on (None: as many as it needs). `blocks`: when what is added up
    begins anew. `annualized`: values are multiplied by the root of the candles of a year. `counts_from_start`: `n`
    counts since the start of the stored series. `undefined`: why there is no value although there are enough candles.
    `conflict` says what is wrong with parameters that are each possible.
    """

    name: str
    label: str
    unit: Unit
    inputs: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    compute: Callable[..., Outputs]
    needs: Callable[..., int]
    outputs: tuple[str, ...] = ("value",)
    sample: Sample = Sample.SEGMENTS
    warm_after: Callable[..., int] | None = None
    reach: Callable[..., int] | None = None
    blocks: Callable[..., Block] | None = None
    annualized: bool = False
    counts_from_start: bool = False
    undefined: str = "no_variance"
    conflict: Callable[..., str | None] | None = None


def period_parameter(default: int, least: int = 2, name: str = "period") -> Parameter:
    """How many of the sample, at most 1 000."""
    return Parameter(name, default, least, 1_000)
