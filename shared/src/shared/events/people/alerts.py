"""An alert that fired: who is to be told what, and by which ways. `event_id` is the same in every repeat of it."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec


class AlertChannel(StrEnum):
    """By which way an event reaches its owner."""

    APP = "app"
    MAIL = "mail"
    WEBHOOK = "webhook"


class ObservedFigure(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One condition of the alert, and the figure that it saw. `params`: the figure's, such as `window=24h`, sorted."""

    figure: str
    op: str
    threshold: Decimal
    value: Decimal
    params: str = ""


class AlertV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One crossing. Keyed by `user_id`. Reading one twice changes nothing: `event_id` names it.

    `fired_at_us`: when it was judged; `as_of_us`: the time of the state that it was judged on. `observed`: the
    conditions that hold, the one that fired it first. `mode`: of the data (`live`, `simulated`, `replay`).
    """

    event_id: UUID
    alert_id: UUID
    user_id: UUID
    channels: tuple[AlertChannel, ...]
    fired_at_us: int
    as_of_us: int
    observed: tuple[ObservedFigure, ...]
    mode: str
    coin_id: str | None = None
    portfolio_id: UUID | None = None
    subject: str = ""
    """What it is about, for people: `Bitcoin (BTC)`, or the portfolio's name."""
    note: str | None = None
