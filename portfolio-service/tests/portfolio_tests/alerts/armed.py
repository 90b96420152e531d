"""An alert on Bitcoin as it is read from the table when it was armed just now."""

from datetime import UTC, datetime

from portfolio.alerts.alert import Alert, AlertState
from portfolio.alerts.joining import Memory, Rule
from shared.events.ids import uuid7
from shared.events.people.alerts import AlertChannel


def armed(rule: Rule) -> Alert:
    now = datetime.now(UTC)
    return Alert(
        alert_id=uuid7(),
        user_id=uuid7(),
        coin_id="bitcoin",
        portfolio_id=None,
        portfolio_name=None,
        rule=rule,
        channels=(AlertChannel.APP,),
        note=None,
        expires_at=None,
        state=AlertState.ARMED,
        memory=Memory.of(rule),
        version=0,
        fired_at=None,
        created_at=now,
        updated_at=now,
    )
