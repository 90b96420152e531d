"""Accounts and everything they hold: preferences, sessions, tokens, API keys, security events, mails, revocations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "users_accounts"
down_revision = "analytics_indicators"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
TABLES = (
    "users",
    "held_usernames",
    "user_preferences",
    "sessions",
    "refresh_tokens",
    "one_time_tokens",
    "api_keys",
    "security_events",
    "mails",
    "revocations",
)


def upgrade() -> None:
    _create_users()
    _create_sessions()
    _create_tokens()
    _create_records()
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO users")


def _user(table: str, *, nullable: bool = False) -> sa.Column[object]:
    key = sa.ForeignKey("users.id", name=f"{table}_user_id_fkey", ondelete="CASCADE")
    return sa.Column("user_id", sa.Uuid, key, nullable=nullable)


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, TIME, nullable=False, server_default=sa.func.now())


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("email_verified_at", TIME),
        _at("created_at"),
        _at("updated_at"),
        sa.PrimaryKeyConstraint("id", name="users_pkey"),
    )
    op.create_index("users_username_key", "users", [sa.text("lower(username)")], unique=True)
    op.create_index("users_email_key", "users", [sa.text("lower(email)")], unique=True)
    op.create_table(
        "held_usernames",
        sa.Column("username", sa.Text, nullable=False),
        _at("held_at"),
        sa.PrimaryKeyConstraint("username", name="held_usernames_pkey"),
        sa.CheckConstraint("username = lower(username)", name="held_usernames_username_check"),
    )
    op.create_index("held_usernames_held_at_idx", "held_usernames", ["held_at"])
    op.create_table(
        "user_preferences",
        _user("user_preferences"),
        sa.Column("theme", sa.Text, nullable=False, server_default="system"),
        sa.Column("palette", sa.Text, nullable=False, server_default="green-red"),
        sa.Column("currency", sa.Text, nullable=False, server_default="USD"),
        sa.Column("email_security", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("email_alerts", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("default_coin", sa.Text, nullable=False, server_default="bitcoin"),
        sa.Column("default_range", sa.Text, nullable=False, server_default="24H"),
        sa.Column("time_zone", sa.Text, nullable=False, server_default="utc"),
        _at("updated_at"),
        sa.PrimaryKeyConstraint("user_id", name="user_preferences_pkey"),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.Uuid, nullable=False),
        _user("sessions"),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        _at("created_at"),
        _at("last_used_at"),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("session_id", name="sessions_pkey"),
    )
    op.create_index("sessions_user_id_idx", "sessions", ["user_id"])
    op.create_index("sessions_expires_at_idx", "sessions", ["expires_at"])


def _create_tokens() -> None:
    session = sa.ForeignKey("sessions.session_id", name="refresh_tokens_session_id_fkey", ondelete="CASCADE")
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("session_id", sa.Uuid, session, nullable=False),
        _at("created_at"),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("token_hash", name="refresh_tokens_pkey"),
    )
    op.create_index("refresh_tokens_session_id_idx", "refresh_tokens", ["session_id"])
    op.create_index("refresh_tokens_expires_at_idx", "refresh_tokens", ["expires_at"])
    op.create_table(
        "one_time_tokens",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        _user("one_time_tokens"),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        _at("created_at"),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("token_hash", name="one_time_tokens_pkey"),
        sa.CheckConstraint(
            "purpose IN ('verify_email', 'change_email', 'reset_password')", name="one_time_tokens_purpose_check"
        ),
    )
    op.create_index("one_time_tokens_user_id_idx", "one_time_tokens", ["user_id"])
    op.create_index("one_time_tokens_expires_at_idx", "one_time_tokens", ["expires_at"])
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.Uuid, nullable=False),
        _user("api_keys"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text), nullable=False),
        _at("created_at"),
        sa.Column("expires_at", TIME),
        sa.Column("last_used_at", TIME),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("key_id", name="api_keys_pkey"),
        sa.UniqueConstraint("prefix", name="api_keys_prefix_key"),
    )
    op.create_index("api_keys_user_id_idx", "api_keys", ["user_id"])


def _create_records() -> None:
    op.create_table(
        "security_events",
        sa.Column("event_id", sa.Uuid, nullable=False),
        _user("security_events"),
        sa.Column("kind", sa.Text, nullable=False),
        _at("at"),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("detail", sa.Text),
        sa.PrimaryKeyConstraint("event_id", name="security_events_pkey"),
    )
    op.create_index("security_events_user_id_event_id_idx", "security_events", ["user_id", "event_id"])
    op.create_index("security_events_at_idx", "security_events", ["at"])
    op.create_table(
        "mails",
        sa.Column("mail_id", sa.Uuid, nullable=False),
        _user("mails", nullable=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("parameters", JSONB, nullable=False),
        _at("created_at"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        _at("next_attempt_at"),
        sa.Column("sent_at", TIME),
        sa.Column("failed_at", TIME),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("mail_id", name="mails_pkey"),
    )
    op.create_index("mails_user_id_idx", "mails", ["user_id"])
    waiting = sa.text("sent_at IS NULL AND failed_at IS NULL")
    op.create_index("mails_waiting_idx", "mails", ["next_attempt_at"], postgresql_where=waiting)
    op.create_table(
        "revocations",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        _at("revoked_at"),
        sa.PrimaryKeyConstraint("kind", "id", name="revocations_pkey"),
        sa.CheckConstraint("kind IN ('session', 'key', 'user')", name="revocations_kind_check"),
    )
    op.create_index("revocations_revoked_at_idx", "revocations", ["revoked_at"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
