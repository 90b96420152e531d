"""The event that an alert makes. No I/O and no clock."""

from collections.abc import Sequence

from shared.events import AlertV1
from shared.events.ids import uuid7
from shared.events.people.alerts import ObservedFigure
from shared.events.values import Mode

from portfolio.alerts.alert import Alert
from portfolio.alerts.conditions import Observed
from portfolio.alerts.joining import Memory


def event_of(
    alert: Alert, memory: Memory, holding: Sequence[int], seen: Observed, *, now_us: int, mode: Mode, subject: str
) -> AlertV1:
    """`holding`: the conditions that hold, the one that made it first. `subject`: what it is about, for people."""
    return AlertV1(
        event_id=uuid7(),
        alert_id=alert.alert_id,
        user_id=alert.user_id,
        channels=alert.channels,
        fired_at_us=now_us,
        as_of_us=seen.at_us,
        observed=tuple(_observed(alert, memory, place, seen) for place in holding),
        mode=mode.value,
        coin_id=alert.coin_id,
        portfolio_id=alert.portfolio_id,
        subject=subject,
        note=alert.note,
    )


def _observed(alert: Alert, memory: Memory, place: int, seen: Observed) -> ObservedFigure:
    condition, value = alert.rule.conditions[place], memory.latches[place].value
    return ObservedFigure(
        figure=condition.figure,
        op=condition.op.value,
        threshold=condition.value,
        value=seen.value if value is None else value,
        params=condition.params,
    )
