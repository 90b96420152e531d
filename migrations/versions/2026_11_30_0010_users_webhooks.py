"""Webhooks, what is delivered of alerts, and how portfolio reads that: a view in the schema `users_api`."""

from alembic import op

revision = "users_webhooks"
down_revision = "portfolio_import_progress"
branch_labels = None
depends_on = None

USER = "user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE"

TABLES = {
    "webhooks": f"""
        webhook_id uuid PRIMARY KEY, {USER}, url text NOT NULL, description text, secret bytea NOT NULL,
        previous_secret bytea, previous_secret_until timestamptz, paused_at timestamptz, paused_reason text,
        last_attempt_at timestamptz, last_delivered_at timestamptz, last_status integer, last_error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT webhooks_paused_check CHECK ((paused_at IS NULL) = (paused_reason IS NULL))
    """,
    "alert_deliveries": f"""
        delivery_id uuid PRIMARY KEY, event_id uuid NOT NULL, {USER}, channel text NOT NULL,
        webhook_id uuid REFERENCES webhooks (webhook_id) ON DELETE CASCADE, mail_id uuid, message jsonb NOT NULL,
        fired_at timestamptz NOT NULL, state text NOT NULL, attempts integer NOT NULL DEFAULT 0, last_status integer,
        last_error text, next_attempt_at timestamptz, leased_until timestamptz, delivered_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT alert_deliveries_event_key UNIQUE NULLS NOT DISTINCT (event_id, channel, webhook_id),
        CONSTRAINT alert_deliveries_channel_check CHECK (channel IN ('app', 'mail', 'webhook')),
        CONSTRAINT alert_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'failed'))
    """,
}
INDEXES = (
    "CREATE INDEX webhooks_user_id_idx ON webhooks (user_id, webhook_id)",
    "CREATE INDEX alert_deliveries_user_id_idx ON alert_deliveries (user_id)",
    "CREATE INDEX alert_deliveries_webhook_id_delivery_id_idx ON alert_deliveries (webhook_id, delivery_id)",
    "CREATE INDEX alert_deliveries_mail_id_idx ON alert_deliveries (mail_id) WHERE mail_id IS NOT NULL",
    "CREATE INDEX alert_deliveries_pending_idx ON alert_deliveries (next_attempt_at) WHERE state = 'pending'",
    "CREATE INDEX alert_deliveries_created_at_idx ON alert_deliveries (created_at)",
)
VIEW = """
CREATE VIEW users_api.alert_deliveries AS
SELECT event_id, channel, webhook_id, state, attempts, last_error, delivered_at, next_attempt_at
FROM public.alert_deliveries
"""


def upgrade() -> None:
    """Made by their owner: a view reads with its owner's rights, its readers need none on the tables."""
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
    for index in INDEXES:
        op.execute(index)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO users")
    op.execute("CREATE SCHEMA users_api AUTHORIZATION users")
    op.execute("SET LOCAL ROLE users")
    op.execute(VIEW)
    op.execute("GRANT USAGE ON SCHEMA users_api TO portfolio")
    op.execute("GRANT SELECT ON users_api.alert_deliveries TO portfolio")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP SCHEMA users_api CASCADE")
    op.execute(f"DROP TABLE {', '.join(reversed(TABLES))}")
