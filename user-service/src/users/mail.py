"""The mails that are sent, and what each needs to be written. No I/O."""

from enum import StrEnum


class MailKind(StrEnum):
    """Names of the templates. Parameters beside `username`: those named here."""

    VERIFY_EMAIL = "verify_email"
    """`token`."""
    ALREADY_REGISTERED = "already_registered"
    """Somebody tried to register this address, which has an account."""
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a template's name
    """`token`, `minutes` that it is valid."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - likewise
    CHANGE_EMAIL = "change_email"
    """`token`; to the new address."""
    EMAIL_CHANGED = "email_changed"
    """`new_email`; to the old address."""
    ACCOUNT_DELETED = "account_deleted"
    SESSION_ENDED_BY_REUSE = "session_ended_by_reuse"
    """`device`, `address` that the session was opened from."""
