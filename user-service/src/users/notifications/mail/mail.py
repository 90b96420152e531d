"""A queued mail: its kind, its recipient and the parameters of its text. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from enum import StrEnum
from typing import Final
from uuid import UUID


class MailKind(StrEnum):
    VERIFY_EMAIL = "verify_email"
    ALREADY_REGISTERED = "already_registered"
    """Somebody tried to register this address, which has an account."""
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a text's name
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - likewise
    CHANGE_EMAIL = "change_email"
    """To the new address."""
    EMAIL_CHANGED = "email_changed"
    """To the old address, when the change is asked for."""
    NEW_DEVICE = "new_device"
    SESSION_ENDED_BY_REUSE = "session_ended_by_reuse"
    """`device` and `address` are those that the session was opened from."""
    KEY_CREATED = "key_created"
    WEBHOOK_ADDED = "webhook_added"
    ALERT_FIRED = "alert_fired"
    """`mode` and `note` may be empty."""


# What each text needs beside `username`.
_PARAMETERS: Final[Mapping[MailKind, tuple[str, ...]]] = {
    MailKind.VERIFY_EMAIL: ("token",),
    MailKind.RESET_PASSWORD: ("token", "minutes"),
    MailKind.CHANGE_EMAIL: ("token",),
    MailKind.EMAIL_CHANGED: ("new_email",),
    MailKind.NEW_DEVICE: ("device", "address"),
    MailKind.SESSION_ENDED_BY_REUSE: ("device", "address"),
    MailKind.KEY_CREATED: ("name", "prefix"),
    MailKind.WEBHOOK_ADDED: ("host",),
    MailKind.ALERT_FIRED: ("subject", "when", "observed", "mode", "note"),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A queued mail: one row of `mails`."""

    mail_id: UUID
    kind: MailKind
    recipient: str
    parameters: dict[str, str]
    created_at: datetime


def checked_address(text: str) -> str:
    """The address itself, if it is exactly one and nothing else.

    Raises:
        ValueError: it would not stay one address in a header.
    """
    if not (text and text.isprintable() and Address(addr_spec=text).addr_spec == text):
        raise ValueError("not one plain mail address")
    return text


def checked_parameters(kind: MailKind, parameters: Mapping[str, str]) -> dict[str, str]:
    """Check, when the mail is queued, that its text can be written.

    Raises:
        ValueError: one that it needs is missing.
    """
    if missing := {"username", *_PARAMETERS.get(kind, ())} - parameters.keys():
        raise ValueError(f"a mail of kind {kind} needs {', '.join(sorted(missing))}")
    return dict(parameters)
