"""When a condition on a figure fires: above and below, and crossings by high and low with re-arming. No I/O, no clock.

A crossing is judged between consecutive states; one that only the high or the low shows (a wick) counts, once. It is
armed again when the *price* of a later state is `rearm_percent` back on the other side.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

_HUNDRED: Final = Decimal(100)


class Op(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    CROSSES_ABOVE = "crosses_above"
    CROSSES_BELOW = "crosses_below"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`rearm_percent` of `value`; `cooldown_us`: no second event sooner than this. `once`: never a second one."""

    op: Op
    value: Decimal
    rearm_percent: Decimal = Decimal(0)
    cooldown_us: int = 0
    once: bool = False


class Observed(msgspec.Struct, frozen=True, gc=False):
    """A published state: the figure now, and its high and low since the state before."""

    made_us: int
    value: Decimal
    high: Decimal
    low: Decimal


class Armed(StrEnum):
    NEW = "new"
    """No state was seen yet: the first one says on which side the figure is."""
    ARMED = "armed"
    FIRED = "fired"
    """Waits until the figure is back on the other side."""
    DONE = "done"


class Memory(msgspec.Struct, frozen=True, gc=False):
    """What is remembered of a rule between states; stored in the same transaction as the event."""

    armed: Armed = Armed.NEW
    judged_us: int = -1
    """The newest state that was judged: an older or equal one is a repeat."""
    fired_us: int | None = None


def judge(rule: Rule, memory: Memory, seen: Observed) -> tuple[Memory, bool]:
    """What is to be remembered after `seen`, and whether it makes an event."""
    if memory.armed is Armed.DONE or seen.made_us <= memory.judged_us:
        return memory, False
    if memory.armed is Armed.FIRED:
        armed = Armed.ARMED if _is_back(rule, seen.value) else Armed.FIRED
        return msgspec.structs.replace(memory, armed=armed, judged_us=seen.made_us), False
    if memory.armed is Armed.NEW and rule.op in (Op.CROSSES_ABOVE, Op.CROSSES_BELOW):
        # What was beyond the value from the start has not crossed it.
        armed = Armed.FIRED if _is_beyond(rule, seen.value) else Armed.ARMED
        return msgspec.structs.replace(memory, armed=armed, judged_us=seen.made_us), False
    if not _is_beyond(rule, _farthest(rule, seen)):
        return msgspec.structs.replace(memory, armed=Armed.ARMED, judged_us=seen.made_us), False
    if memory.fired_us is not None and seen.made_us - memory.fired_us < rule.cooldown_us:
        return msgspec.structs.replace(memory, armed=Armed.FIRED, judged_us=seen.made_us), False
    armed = Armed.DONE if rule.once else Armed.FIRED
    return Memory(armed, seen.made_us, seen.made_us), True


def _farthest(rule: Rule, seen: Observed) -> Decimal:
    """Crossings see the high and the low; `above` and `below` are of the state itself."""
    match rule.op:
        case Op.CROSSES_ABOVE:
            return seen.high
        case Op.CROSSES_BELOW:
            return seen.low
        case _:
            return seen.value


def _is_beyond(rule: Rule, figure: Decimal) -> bool:
    return figure > rule.value if rule.op in (Op.ABOVE, Op.CROSSES_ABOVE) else figure < rule.value


def _is_back(rule: Rule, figure: Decimal) -> bool:
    off = abs(rule.value) * rule.rearm_percent / _HUNDRED
    if rule.op in (Op.ABOVE, Op.CROSSES_ABOVE):
        return figure < rule.value - off
    return figure > rule.value + off
