"""An alert: conditions joined by all or any, and when that makes an event. No I/O, no clock.

`any` fires when one of its conditions newly holds; `all` when one newly does and the others hold. Within the cool-down
no event is made, and an alert that fires once makes no second one.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

import msgspec

from portfolio.alerts.conditions import Condition, Latch, Observed, before_arming, judged


class Joined(StrEnum):
    ALL = "all"
    ANY = "any"


class Repeat(StrEnum):
    ONCE = "once"
    REARM = "rearm"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`armed_us`: states from then on count. `rearm_percent` is of each condition's own value."""

    joined: Joined
    conditions: tuple[Condition, ...]
    repeat: Repeat = Repeat.ONCE
    rearm_percent: Decimal = Decimal(0)
    cooldown_us: int = 0
    armed_us: int = 0


class Memory(msgspec.Struct, frozen=True):
    """What is remembered of an alert between states: a latch for each condition, and when it last made an event."""

    latches: tuple[Latch, ...]
    fired_us: int | None = None

    @classmethod
    def of(cls, rule: Rule) -> "Memory":
        """The memory of an alert that was just armed."""
        return cls((Latch(),) * len(rule.conditions))


def judge(rule: Rule, memory: Memory, places: Sequence[int], seen: Observed) -> tuple[Memory, tuple[int, ...]]:
    """What is remembered after `seen`, and whether it makes an event.

    `places`: the conditions whose figure `seen` is. An event is the places of all conditions that hold, the one that
    made it first; without one they are empty. The memory is the same object if nothing has changed.
    """
    before, after = memory.latches, list(memory.latches)
    is_early = seen.at_us <= rule.armed_us
    for place in places:
        after[place] = (
            before_arming(before[place], seen)
            if is_early
            else judged(rule.conditions[place], rule.rearm_percent, before[place], seen)
        )
    if all(new is old for new, old in zip(after, before, strict=True)):
        return memory, ()
    latches = tuple(after)
    newly = [place for place in places if latches[place].holds and not before[place].holds]
    if not newly or not _may_fire(rule, Memory(latches, memory.fired_us), seen.at_us):
        return Memory(latches, memory.fired_us), ()
    others = [place for place, latch in enumerate(latches) if latch.holds and place not in newly]
    return Memory(latches, seen.at_us), (*newly, *others)


def _may_fire(rule: Rule, memory: Memory, at_us: int) -> bool:
    if rule.joined is Joined.ALL and not all(latch.holds for latch in memory.latches):
        return False
    if memory.fired_us is None:
        return True
    return rule.repeat is Repeat.REARM and at_us - memory.fired_us >= rule.cooldown_us
