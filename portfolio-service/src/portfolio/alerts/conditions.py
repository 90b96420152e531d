"""One condition on a figure: a latch that holds from one level on and lets go at another. No I/O, no clock.

A condition begins to hold when the figure is beyond its value, and ends when the figure is `rearm_percent` back on the
other side. `crosses_above` and `crosses_below` look at the high and the low since the state before, so that a wick
counts, once; what was beyond the value from the start has not crossed it. `above` and `below` look at the state itself.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

_HUNDRED: Final = Decimal(100)


class Op(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    CROSSES_ABOVE = "crosses_above"
    CROSSES_BELOW = "crosses_below"

    @property
    def is_crossing(self) -> bool:
        return self in (Op.CROSSES_ABOVE, Op.CROSSES_BELOW)

    @property
    def is_upwards(self) -> bool:
        return self in (Op.ABOVE, Op.CROSSES_ABOVE)


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """`params` as text, sorted: `interval=1h,period=20`."""

    figure: str
    op: Op
    value: Decimal
    params: str = ""


class Observed(msgspec.Struct, frozen=True, gc=False):
    """A published state: the figure at its time, and its high and low since the state before."""

    at_us: int
    value: Decimal
    high: Decimal
    low: Decimal


class Side(StrEnum):
    NEW = "new"
    """No state since the alert was armed was judged yet; `value` is the last one from before, if there is one."""
    BACK = "back"
    HOLDS = "holds"
    BEYOND = "beyond"
    """Beyond the value from the start: does not hold until it was back."""


class Latch(msgspec.Struct, frozen=True, gc=False):
    """`since_us`: the time of the state that changed it, at which the figure was `value`; older ones change nothing."""

    side: Side = Side.NEW
    since_us: int = -1
    value: Decimal | None = None

    @property
    def holds(self) -> bool:
        return self.side is Side.HOLDS


class Part(StrEnum):
    """What of a state is compared."""

    VALUE = "value"
    HIGH = "high"
    LOW = "low"


class Edge(NamedTuple):
    """The latch changes when `part` of a state is above (or, if not `upwards`, below) `level`."""

    part: Part
    upwards: bool
    level: Decimal

    def passed_by(self, seen: Observed) -> bool:
        figure: Decimal = getattr(seen, self.part)
        return figure > self.level if self.upwards else figure < self.level


def edge(condition: Condition, rearm_percent: Decimal, side: Side) -> Edge:
    """What changes the latch next, when it is on `side`."""
    upwards = condition.op.is_upwards
    if side in (Side.HOLDS, Side.BEYOND):
        off = abs(condition.value) * rearm_percent / _HUNDRED
        return Edge(Part.VALUE, not upwards, condition.value - off if upwards else condition.value + off)
    if not condition.op.is_crossing:
        return Edge(Part.VALUE, upwards, condition.value)
    return Edge(Part.HIGH if upwards else Part.LOW, upwards, condition.value)


def before_arming(latch: Latch, seen: Observed) -> Latch:
    """The latch after a state from before the alert was armed: it says from which side the figure comes."""
    return latch if seen.at_us <= latch.since_us else Latch(Side.NEW, seen.at_us, seen.value)


def judged(condition: Condition, rearm_percent: Decimal, latch: Latch, seen: Observed) -> Latch:
    """The latch after `seen`; itself if nothing changes. One state changes it once at most."""
    if seen.at_us <= latch.since_us:
        return latch
    if latch.side is Side.NEW:
        return _first(condition, rearm_percent, latch, seen)
    passed = edge(condition, rearm_percent, latch.side)
    if not passed.passed_by(seen):
        return latch
    side = Side.BACK if latch.side in (Side.HOLDS, Side.BEYOND) else Side.HOLDS
    return Latch(side, seen.at_us, getattr(seen, passed.part))


def _first(condition: Condition, rearm_percent: Decimal, latch: Latch, seen: Observed) -> Latch:
    """Judge the first state by the side that the figure came from; without one it says itself where it begins."""
    if not condition.op.is_crossing:
        start = Side.BACK
    else:
        came_from = seen.value if latch.value is None else latch.value
        beyond = edge(condition, rearm_percent, Side.BACK)
        is_beyond = came_from > beyond.level if beyond.upwards else came_from < beyond.level
        start = Side.BEYOND if is_beyond else Side.BACK
        if latch.value is None:
            return Latch(start, seen.at_us, seen.value)
    after = judged(condition, rearm_percent, Latch(start, latch.since_us), seen)
    return after if after.side is not start else Latch(start, seen.at_us, seen.value)
