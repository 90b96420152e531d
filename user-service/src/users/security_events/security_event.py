"""What is recorded of an account for its owner to look up. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class EventKind(StrEnum):
    REGISTERED = "registered"
    EMAIL_VERIFIED = "email_verified"
    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    LOGGED_OUT_EVERYWHERE = "logged_out_everywhere"
    SESSION_REVOKED = "session_revoked"
    REFRESH_REUSED = "refresh_reused"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an event's name
    PASSWORD_RESET = "password_reset"  # noqa: S105 - likewise
    EMAIL_CHANGED = "email_changed"
    KEY_CREATED = "key_created"
    KEY_REVOKED = "key_revoked"
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_CHANGED = "webhook_changed"
    """It leads to another URL."""
    WEBHOOK_SECRET_REPLACED = "webhook_secret_replaced"  # noqa: S105 - likewise
    WEBHOOK_DELETED = "webhook_deleted"
    ACCOUNT_LOCKED = "account_locked"


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    event_id: UUID
    kind: EventKind
    at: datetime
    address: str
    device: str
    detail: str | None
