"""Rows of `price_alerts` as alerts, and back."""

from datetime import timedelta
from typing import Any, Final

import msgspec
from shared.clock import from_us, to_us
from shared.events.people.alerts import AlertChannel
from sqlalchemy import Select, select

from portfolio.alerts.alert import Alert, AlertState
from portfolio.alerts.conditions import Condition
from portfolio.alerts.joining import Joined, Memory, Repeat, Rule
from portfolio.alerts.tables import price_alerts as table
from portfolio.tables import portfolios

_SECOND: Final = timedelta(seconds=1)
_MICROSECONDS: Final = _SECOND // timedelta(microseconds=1)


def alerts() -> Select[Any]:
    """Alerts, each with the name of its portfolio."""
    return select(table, portfolios.c.name.label("portfolio_name")).select_from(
        table.outerjoin(portfolios, portfolios.c.id == table.c.portfolio_id)
    )


def alert_of(row: Any) -> Alert:
    return Alert(
        alert_id=row.id,
        user_id=row.user_id,
        coin_id=row.coin_id,
        portfolio_id=row.portfolio_id,
        portfolio_name=row.portfolio_name,
        rule=Rule(
            joined=Joined(row.joined),
            conditions=msgspec.convert(row.conditions, tuple[Condition, ...]),
            repeat=Repeat(row.repeat),
            rearm_percent=row.rearm_percent,
            cooldown_us=row.cooldown_s * _MICROSECONDS,
            armed_us=to_us(row.armed_at),
        ),
        channels=tuple(AlertChannel(name) for name in row.channels),
        note=row.note,
        expires_at=row.expires_at,
        state=AlertState(row.state),
        memory=msgspec.convert(row.memory, Memory),
        version=row.version,
        fired_at=row.fired_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def rule_columns(rule: Rule) -> dict[str, Any]:
    """What is stored of a rule, with the memory of an alert that is armed just now."""
    return {
        "joined": rule.joined.value,
        "conditions": msgspec.to_builtins(rule.conditions),
        "repeat": rule.repeat.value,
        "rearm_percent": rule.rearm_percent,
        "cooldown_s": rule.cooldown_us // _MICROSECONDS,
        "armed_at": from_us(rule.armed_us),
        "memory": msgspec.to_builtins(Memory.of(rule)),
        "state": AlertState.ARMED.value,
    }
