"""An alert as it is stored: whose it is, what it is about, its rule and what it remembers. No I/O."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from shared.events.people.alerts import AlertChannel

from portfolio.alerts.joining import Memory, Rule


class AlertState(StrEnum):
    ARMED = "armed"
    FIRED = "fired"
    """Made its only event. An alert that arms itself again stays `armed`."""
    PAUSED = "paused"
    EXPIRED = "expired"


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Either `coin_id` or `portfolio_id`. `version` rises with every change of the row."""

    alert_id: UUID
    user_id: UUID
    coin_id: str | None
    portfolio_id: UUID | None
    portfolio_name: str | None
    rule: Rule
    channels: tuple[AlertChannel, ...]
    note: str | None
    expires_at: datetime | None
    state: AlertState
    memory: Memory
    version: int
    fired_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def subject(self) -> str:
        """What its figures are of, as series of states name it."""
        return self.coin_id or str(self.portfolio_id)
