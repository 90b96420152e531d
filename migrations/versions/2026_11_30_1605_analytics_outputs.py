"""Indicators with several outputs; and which series' indicators are to be computed again from where on."""

import sqlalchemy as sa
from alembic import op

revision = "analytics_outputs"
down_revision = "market_taker_volume"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("indicators", sa.Column("outputs", sa.ARRAY(sa.Double)))
    op.create_table(
        "indicator_backlog",
        sa.Column("instrument_id", sa.Text, nullable=False),
        sa.Column("interval", sa.Text, nullable=False),
        sa.Column("coin_id", sa.Text, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("first", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("queued_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", "interval", name="indicator_backlog_pkey"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON indicator_backlog TO analytics")


def downgrade() -> None:
    op.drop_table("indicator_backlog")
    op.drop_column("indicators", "outputs")
