"""Figures that change at times and stay between them. No I/O and no clock."""

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

_ZERO: Final = Decimal(0)


@dataclass(slots=True)
class Steps:
    """0 before the first step. Steps are only ever added, so that `now` stays what it is while more are added."""

    times_us: list[int] = field(default_factory=list)
    figures: list[Decimal] = field(default_factory=list)

    def add(self, time_us: int, figure: Decimal) -> None:
        """Times must not fall; of one time the last figure counts."""
        self.times_us.append(time_us)
        self.figures.append(figure)

    def now(self) -> "StepsUntil":
        return StepsUntil(self, len(self.times_us))


@dataclass(frozen=True, slots=True)
class StepsUntil:
    """The first `count` steps."""

    steps: Steps
    count: int

    def at(self, time_us: int) -> Decimal:
        """The figure after everything that happened up to `time_us`, itself included."""
        place = bisect_right(self.steps.times_us, time_us, hi=self.count)
        return self.steps.figures[place - 1] if place else _ZERO
