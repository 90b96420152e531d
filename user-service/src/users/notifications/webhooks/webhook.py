"""A webhook and the secret that its requests are signed with. No I/O."""

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

# Standard Webhooks: between 24 and 64 random bytes.
_BYTES: Final = 32


class PausedReason(StrEnum):
    """Why nothing is sent to a webhook."""

    OWNER = "owner"
    """Its owner has paused it."""
    GONE = "gone"
    """It answered 410 Gone."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as its owner sees it: one row of `webhooks` without its secrets."""

    webhook_id: UUID
    url: str
    description: str | None
    created_at: datetime
    paused_at: datetime | None
    paused_reason: PausedReason | None
    last_attempt_at: datetime | None
    last_delivered_at: datetime | None
    last_status: int | None
    last_error: str | None

    @property
    def active(self) -> bool:
        return self.paused_at is None


@dataclass(frozen=True, slots=True)
class WebhookSecret:
    """Random bytes that only the service and the receiver have."""

    raw: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "WebhookSecret":
        return cls(secrets.token_bytes(_BYTES))

    @property
    def text(self) -> str:
        """As its owner is shown it, once: `whsec_<base64>`."""
        return f"whsec_{b64encode(self.raw).decode()}"
