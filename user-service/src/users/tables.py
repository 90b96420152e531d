"""The accounts' tables (owner: role `users`). Rows that belong to an account are deleted with its row in `users`."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(naming_convention={"pk": "%(table_name)s_pkey", "fk": "%(table_name)s_%(column_0_name)s_fkey"})

TIME: Final = DateTime(timezone=True)
_NOW: Final = func.now()


def _user(*, nullable: bool = False, primary_key: bool = False) -> Column[object]:
    return Column(
        "user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), nullable=nullable, primary_key=primary_key
    )


# An email may be held in any case, but only once.
users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("username", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("email_verified_at", TIME),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("updated_at", TIME, nullable=False, server_default=_NOW),
    Index("users_username_key", func.lower(text("username")), unique=True),
    Index("users_email_key", func.lower(text("email")), unique=True),
)

# Usernames of registrations whose email already had an account: nobody can have them, as if one had been opened.
held_usernames = Table(
    "held_usernames",
    metadata,
    Column("username", Text, primary_key=True),
    Column("held_at", TIME, nullable=False, server_default=_NOW),
    CheckConstraint("username = lower(username)", name="held_usernames_username_check"),
    Index("held_usernames_held_at_idx", "held_at"),
)

user_preferences = Table(
    "user_preferences",
    metadata,
    _user(primary_key=True),
    Column("theme", Text, nullable=False, server_default="system"),
    Column("palette", Text, nullable=False, server_default="green-red"),
    Column("currency", Text, nullable=False, server_default="USD"),
    Column("email_security", Boolean, nullable=False, server_default=text("true")),
    Column("email_alerts", Boolean, nullable=False, server_default=text("true")),
    Column("default_coin", Text, nullable=False, server_default="bitcoin"),
    Column("default_range", Text, nullable=False, server_default="24H"),
    Column("time_zone", Text, nullable=False, server_default="utc"),
    Column("chart_indicators", Text, nullable=False, server_default="sma:20,ema:50"),
    Column("large_trades", Text, nullable=False, server_default="auto"),
    Column("updated_at", TIME, nullable=False, server_default=_NOW),
)

# A session is a family of refresh tokens: each is the successor of the one before it.
sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    _user(),
    Column("device", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("last_used_at", TIME, nullable=False, server_default=_NOW),
    Column("expires_at", TIME, nullable=False),
    Column("revoked_at", TIME),
    Index("sessions_user_id_idx", "user_id"),
    Index("sessions_expires_at_idx", "expires_at"),
)

# SHA-256 of the token: it is random, so nothing slower is needed.
refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.session_id", ondelete="CASCADE"), nullable=False),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("expires_at", TIME, nullable=False),
    Column("used_at", TIME),
    Index("refresh_tokens_session_id_idx", "session_id"),
    Index("refresh_tokens_expires_at_idx", "expires_at"),
)

# `email` is the address that the token was sent to.
one_time_tokens = Table(
    "one_time_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    _user(),
    Column("purpose", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("expires_at", TIME, nullable=False),
    Column("used_at", TIME),
    CheckConstraint(
        "purpose IN ('verify_email', 'change_email', 'reset_password')", name="one_time_tokens_purpose_check"
    ),
    Index("one_time_tokens_user_id_idx", "user_id"),
    Index("one_time_tokens_expires_at_idx", "expires_at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", Uuid, primary_key=True),
    _user(),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False, unique=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("expires_at", TIME),
    Column("last_used_at", TIME),
    Column("revoked_at", TIME),
    Index("api_keys_user_id_idx", "user_id"),
)

security_events = Table(
    "security_events",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    _user(),
    Column("kind", Text, nullable=False),
    Column("at", TIME, nullable=False, server_default=_NOW),
    Column("address", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("detail", Text),
    Index("security_events_user_id_event_id_idx", "user_id", "event_id"),
    Index("security_events_at_idx", "at"),
)

# Written in the transaction that gives rise to it, sent later; then its parameters are cleared: they may hold a token.
mails = Table(
    "mails",
    metadata,
    Column("mail_id", Uuid, primary_key=True),
    _user(nullable=True),
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", TIME, nullable=False, server_default=_NOW),
    Column("sent_at", TIME),
    Column("failed_at", TIME),
    Column("error", Text),
    Index("mails_user_id_idx", "user_id"),
    Index("mails_waiting_idx", "next_attempt_at", postgresql_where=text("sent_at IS NULL AND failed_at IS NULL")),
)

# The secret itself is stored: requests are signed with it. `previous_secret` signs, too, until its time.
webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", Uuid, primary_key=True),
    _user(),
    Column("url", Text, nullable=False),
    Column("description", Text),
    Column("secret", LargeBinary, nullable=False),
    Column("previous_secret", LargeBinary),
    Column("previous_secret_until", TIME),
    Column("paused_at", TIME),
    Column("paused_reason", Text),
    Column("last_attempt_at", TIME),
    Column("last_delivered_at", TIME),
    Column("last_status", Integer),
    Column("last_error", Text),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    CheckConstraint("(paused_at IS NULL) = (paused_reason IS NULL)", name="webhooks_paused_check"),
    Index("webhooks_user_id_idx", "user_id", "webhook_id"),
)

# What is to be sent of an alert's event, and what became of it: one row for each channel, for each webhook of it.
# `mail_id` has no foreign key: mails are deleted sooner.
alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("delivery_id", Uuid, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    _user(),
    Column("channel", Text, nullable=False),
    Column("webhook_id", Uuid, ForeignKey("webhooks.webhook_id", ondelete="CASCADE")),
    Column("mail_id", Uuid),
    Column("message", JSONB, nullable=False),
    Column("fired_at", TIME, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("last_status", Integer),
    Column("last_error", Text),
    Column("next_attempt_at", TIME),
    Column("leased_until", TIME),
    Column("delivered_at", TIME),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    UniqueConstraint(
        "event_id", "channel", "webhook_id", name="alert_deliveries_event_key", postgresql_nulls_not_distinct=True
    ),
    CheckConstraint("channel IN ('app', 'mail', 'webhook')", name="alert_deliveries_channel_check"),
    CheckConstraint("state IN ('pending', 'delivered', 'failed')", name="alert_deliveries_state_check"),
    Index("alert_deliveries_user_id_idx", "user_id"),
    Index("alert_deliveries_webhook_id_delivery_id_idx", "webhook_id", "delivery_id"),
    Index("alert_deliveries_mail_id_idx", "mail_id", postgresql_where=text("mail_id IS NOT NULL")),
    Index("alert_deliveries_pending_idx", "next_attempt_at", postgresql_where=text("state = 'pending'")),
    Index("alert_deliveries_created_at_idx", "created_at"),
)

# What was revoked, for as long as a token of it may be valid: published after the commit and again at start.
revocations = Table(
    "revocations",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("revoked_at", TIME, nullable=False, server_default=_NOW),
    CheckConstraint("kind IN ('session', 'key', 'user')", name="revocations_kind_check"),
    Index("revocations_revoked_at_idx", "revoked_at"),
)
