"""Exchanges compared: spans of arbitrage, and the spreads of each minute."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "market_exchanges"
down_revision = "analytics_outputs"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_spans()
    _create_minutes()
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON arbitrage_spans, spread_minutes TO market_data")


def _create_spans() -> None:
    op.create_table(
        "arbitrage_spans",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("coin_id", "buy", "sell")),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.Column("close_reason", sa.Text),
        sa.Column("best_net_bp", sa.Numeric, nullable=False),
        sa.Column("best_at", TIME, nullable=False),
        sa.Column("best", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("coin_id", "buy", "sell", "opened_at", name="arbitrage_spans_pkey"),
        sa.CheckConstraint("buy <> sell", name="arbitrage_spans_venues_check"),
        sa.CheckConstraint("closed_at >= opened_at AND seen_at >= opened_at", name="arbitrage_spans_times_check"),
        sa.CheckConstraint("(closed_at IS NULL) = (close_reason IS NULL)", name="arbitrage_spans_closed_check"),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        "arbitrage_spans_open_idx",
        "arbitrage_spans",
        ["coin_id", "buy", "sell"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("arbitrage_spans_opened_idx", "arbitrage_spans", ["opened_at", "coin_id", "buy", "sell"])


def _create_minutes() -> None:
    op.create_table(
        "spread_minutes",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("coin_id", "buy", "sell")),
        sa.Column("minute", TIME, nullable=False),
        *(
            sa.Column(name, sa.Numeric, nullable=False)
            for name in ("gross_max_bp", "gross_mean_bp", "net_max_bp", "net_mean_bp")
        ),
        sa.Column("known_us", sa.BigInteger, nullable=False),
        sa.Column("through_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("coin_id", "buy", "sell", "minute", name="spread_minutes_pkey"),
        sa.CheckConstraint("known_us BETWEEN 0 AND 60000000", name="spread_minutes_known_check"),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index("spread_minutes_minute_idx", "spread_minutes", ["minute"])


def downgrade() -> None:
    op.drop_table("spread_minutes")
    op.drop_table("arbitrage_spans")
