"""What is to be delivered of an event by one channel, as it is planned, sent and listed. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from shared.events import AlertChannel

from users.notifications.webhooks.webhook import WebhookSecret

TEST_TYPE: Final = "webhook.test"
Message = dict[str, Any]
"""The body of a webhook's request: `type`, `timestamp`, `data`."""


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up, or impossible from the start."""


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """One row to be: for `app` delivered already, for `mail` and `webhook` pending, or failed with its reason."""

    channel: AlertChannel
    state: DeliveryState
    webhook_id: UUID | None = None
    mail_id: UUID | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class EventDelivery:
    """A delivery with the event that it is of, or the test."""

    event_id: UUID
    message: Message
    fired_at: datetime
    planned: PlannedDelivery


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A request to make, and for how many times it has been begun, this one included."""

    delivery_id: UUID
    event_id: UUID
    webhook_id: UUID
    url: str
    secrets: tuple[WebhookSecret, ...]
    message: Message
    attempts: int
    fired_at: datetime

    @property
    def is_test(self) -> bool:
        return bool(self.message["type"] == TEST_TYPE)


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """A row of a webhook's log, as its owner sees it."""

    delivery_id: UUID
    event_id: UUID
    type: str
    state: DeliveryState
    attempts: int
    last_status: int | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None
    next_attempt_at: datetime | None
