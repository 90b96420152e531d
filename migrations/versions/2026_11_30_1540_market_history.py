"""How far the venues' candles are imported; what closed a hole; since when minutes are kept."""

from alembic import op

revision = "market_history"
down_revision = "users_chart_preferences"
branch_labels = None
depends_on = None

HISTORY_IMPORTS = """
CREATE TABLE history_imports (
    instrument_id text NOT NULL CONSTRAINT history_imports_instrument_id_fkey REFERENCES instruments (instrument_id),
    "interval" text NOT NULL,
    end_at timestamptz NOT NULL,
    reached_at timestamptz NOT NULL,
    target_at timestamptz NOT NULL,
    is_exhausted boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (instrument_id, "interval"),
    CONSTRAINT history_imports_interval_check CHECK ("interval" IN ('1m', '5m', '15m', '1h', '4h', '1d'))
)
"""

# What is there of the history that is wanted, so that others may compute from it once it is.
IMPORTS_VIEW = """
CREATE VIEW market_api.history_imports AS
SELECT instrument_id, "interval", end_at, reached_at, target_at,
    is_exhausted OR reached_at <= target_at AS is_done, updated_at
FROM public.history_imports
"""


def upgrade() -> None:
    op.execute(HISTORY_IMPORTS)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON history_imports TO market_data")
    op.execute("ALTER TABLE market_gaps ADD COLUMN closed_by text, ADD COLUMN trades_filled bigint")
    op.execute(
        "ALTER TABLE market_gaps ADD CONSTRAINT market_gaps_closed_by_check CHECK (closed_by IN ('ids', 'candles'))"
    )
    op.execute("ALTER TABLE deployment ADD COLUMN minutes_since timestamptz")
    op.execute("GRANT UPDATE (minutes_since) ON deployment TO market_data")
    op.execute("SET LOCAL ROLE market_data")
    op.execute(IMPORTS_VIEW)
    op.execute("GRANT SELECT ON market_api.history_imports TO analytics")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP VIEW market_api.history_imports")
    op.execute("REVOKE UPDATE (minutes_since) ON deployment FROM market_data")
    op.execute("ALTER TABLE deployment DROP COLUMN minutes_since")
    op.execute("ALTER TABLE market_gaps DROP COLUMN closed_by, DROP COLUMN trades_filled")
    op.execute("DROP TABLE history_imports")
