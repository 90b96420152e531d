"""Alerts that fired, as the items of the REST answer. No I/O and no clock."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from shared.clock import from_us
from shared.events import AlertChannel, AlertV1

from gateway.stream.channels.items.stream_items import StreamItem, Times


class ObservedItem(msgspec.Struct, frozen=True):
    figure: str
    op: str
    threshold: Decimal
    value: Decimal
    params: str


class AlertItem(StreamItem, frozen=True):
    event_id: UUID
    alert_id: UUID
    coin_id: str | None
    portfolio_id: UUID | None
    subject: str
    observed: list[ObservedItem]
    channels: tuple[AlertChannel, ...]
    fired_at: datetime
    as_of: datetime
    note: str | None


def alert_item(alert: AlertV1) -> AlertItem:
    return AlertItem(
        alert.event_id,
        alert.alert_id,
        alert.coin_id,
        alert.portfolio_id,
        alert.subject,
        [ObservedItem(one.figure, one.op, one.threshold, one.value, one.params) for one in alert.observed],
        alert.channels,
        from_us(alert.fired_at_us),
        from_us(alert.as_of_us),
        alert.note,
    )


def alert_times(item: AlertItem) -> Times:
    return item.as_of, item.fired_at
