"""Alerts with what they remember, and their events, which wait in the same table until Kafka has them."""

from alembic import op

revision = "portfolio_alerts"
down_revision = "portfolio_ledgers"
branch_labels = None
depends_on = None

TABLES = {
    "price_alerts": """
        id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE, coin_id text,
        portfolio_id uuid REFERENCES portfolios (id) ON DELETE CASCADE,
        joined text NOT NULL, conditions jsonb NOT NULL, repeat text NOT NULL, rearm_percent numeric NOT NULL,
        cooldown_s integer NOT NULL, channels text[] NOT NULL, note text, expires_at timestamptz,
        state text NOT NULL, memory jsonb NOT NULL, armed_at timestamptz NOT NULL, fired_at timestamptz,
        version bigint NOT NULL DEFAULT 0, changed bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT price_alerts_subject_check CHECK ((coin_id IS NULL) <> (portfolio_id IS NULL))
    """,
    "alert_events": """
        event_id uuid PRIMARY KEY, alert_id uuid NOT NULL REFERENCES price_alerts (id) ON DELETE CASCADE,
        fired_at timestamptz NOT NULL, as_of timestamptz NOT NULL, observed jsonb NOT NULL, unpublished bytea
    """,
}
INDEXES = (
    "CREATE INDEX price_alerts_user_id_idx ON price_alerts (user_id, id)",
    "CREATE INDEX price_alerts_portfolio_id_idx ON price_alerts (portfolio_id) WHERE portfolio_id IS NOT NULL",
    "CREATE INDEX price_alerts_changed_idx ON price_alerts (changed)",
    "CREATE INDEX price_alerts_expires_at_idx ON price_alerts (expires_at) WHERE state IN ('armed', 'paused')",
    "CREATE INDEX alert_events_alert_id_idx ON alert_events (alert_id, event_id)",
    "CREATE INDEX alert_events_unpublished_idx ON alert_events (event_id) WHERE unpublished IS NOT NULL",
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
    for index in INDEXES:
        op.execute(index)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO portfolio")


def downgrade() -> None:
    op.execute(f"DROP TABLE {', '.join(reversed(TABLES))}")
