"""What an indicator is at each candle of a series. No I/O and no clock."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from analytics.indicators.definition import Outputs
from analytics.indicators.series import Flags, Floats, Integers, Ranks


class Unknown(IntEnum):
    """Why there is no value at a candle."""

    KNOWN = 0
    WARMING_UP = 1
    UNDEFINED = 2
    UNKNOWN_INPUT = 3
    BEFORE_ANCHOR = 4


class Inheritance(NamedTuple):
    """Of each value: how many of the sample it is of, whether it is warm, its status' rank, and why it is unknown."""

    n: Integers
    warm: Flags
    ranks: Ranks
    unknown: Ranks


@dataclass(frozen=True)
class IndicatorColumns:
    """An indicator at each candle of a series, an array an output; NaN in all of them where it is not known.

    The rest is computed when it is first read.
    """

    values: Outputs
    inherit: Callable[[], Inheritance]

    @property
    def value(self) -> Floats:
        """The first output."""
        return self.values[0]

    @cached_property
    def _inherited(self) -> Inheritance:
        return self.inherit()

    @property
    def n(self) -> Integers:
        return self._inherited.n

    @property
    def warm(self) -> Flags:
        return self._inherited.warm

    @property
    def ranks(self) -> Ranks:
        return self._inherited.ranks

    @property
    def unknown(self) -> Ranks:
        """Members of `Unknown`."""
        return self._inherited.unknown
