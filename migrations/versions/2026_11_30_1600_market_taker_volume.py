"""Candles learn which part of their volume takers bought; what was recorded before does not know it."""

import sqlalchemy as sa
from alembic import op

revision = "market_taker_volume"
down_revision = "market_history"
branch_labels = None
depends_on = None

COLUMNS = """instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume,
    usd_volume, trade_count, status, source, revision, as_of"""
VIEWS = {"closed_candles": "is_closed", "open_candles": "NOT is_closed"}


def upgrade() -> None:
    """A column at the end of a view is added in place: who reads it needs no new right."""
    op.add_column("candles", sa.Column("taker_buy_volume", sa.Numeric))
    op.execute("SET LOCAL ROLE market_data")
    for name, which in VIEWS.items():
        op.execute(
            f"CREATE OR REPLACE VIEW market_api.{name} AS "  # noqa: S608 - of the constants above
            f"SELECT {COLUMNS}, taker_buy_volume FROM public.candles WHERE {which}"
        )
    op.execute("RESET ROLE")


def downgrade() -> None:
    """A view loses no column in place: both are made anew, with the rights that they had."""
    op.execute("SET LOCAL ROLE market_data")
    for name, which in VIEWS.items():
        op.execute(f"DROP VIEW market_api.{name}")
        op.execute(
            f"CREATE VIEW market_api.{name} AS "  # noqa: S608 - likewise
            f"SELECT {COLUMNS} FROM public.candles WHERE {which}"
        )
        op.execute(f"GRANT SELECT ON market_api.{name} TO analytics")
    op.execute("GRANT SELECT ON market_api.closed_candles TO sentiment, portfolio")
    op.execute("RESET ROLE")
    op.drop_column("candles", "taker_buy_volume")
