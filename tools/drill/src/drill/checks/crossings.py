"""When alerts on a price must fire, from the states of the price alone. Written anew, not taken from the platform.

No I/O and no clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.events import PriceV1


@dataclass(frozen=True)
class AlertRule:
    """`above` looks at a state's price, `crosses_…` at the highest and lowest since the state before."""

    op: str
    value: Decimal
    rearm_percent: Decimal
    once: bool = False

    @property
    def is_upwards(self) -> bool:
        return self.op.endswith("above")

    def fires_on(self, state: "State") -> bool:
        if self.op == "above":
            return state.price > self.value
        return state.high > self.value if self.is_upwards else state.low < self.value

    def is_back_on(self, state: "State") -> bool:
        off = self.value * self.rearm_percent / 100
        return state.price < self.value - off if self.is_upwards else state.price > self.value + off


@dataclass(frozen=True)
class State:
    at_us: int
    price: Decimal
    high: Decimal
    low: Decimal


def states_of(prices: Iterable[PriceV1]) -> Iterator[State]:
    """What can be judged, in order: an old price is left out, and so is a state that comes again."""
    newest = -1
    for one in prices:
        if one.stale or one.price is None or one.made_us <= newest:
            continue
        newest = one.made_us
        yield State(one.made_us, one.price, one.high or one.price, one.low or one.price)


def firings(rule: AlertRule, states: Iterable[State]) -> list[int]:
    """The times of the states on which the alert fires; the first state says on which side the price is."""
    fired: list[int] = []
    is_armed: bool | None = None
    for state in states:
        if is_armed is None:
            is_armed = not (state.price > rule.value if rule.is_upwards else state.price < rule.value)
        elif is_armed and rule.fires_on(state):
            fired.append(state.at_us)
            if rule.once:
                break
            is_armed = False
        elif not is_armed and rule.is_back_on(state):
            is_armed = True
    return fired
