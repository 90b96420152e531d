"""Indicators at each closed candle, written by the analytics service alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ENUM

revision = "analytics_indicators"
down_revision = "market_initial"
branch_labels = None
depends_on = None

STATUS = ENUM("complete", "backfilled", "partial", name="candle_status", create_type=False)


def upgrade() -> None:
    op.create_table(
        "indicators",
        sa.Column("instrument_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("params", sa.Text, nullable=False),
        sa.Column("interval", sa.Text, nullable=False),
        sa.Column("open_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("warm", sa.Boolean, nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.text("1")),
        sa.PrimaryKeyConstraint("instrument_id", "name", "params", "interval", "open_time", name="indicators_pkey"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON indicators TO analytics")


def downgrade() -> None:
    op.drop_table("indicators")
