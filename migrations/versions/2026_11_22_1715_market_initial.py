"""Coins, instruments, trades by day, candles, the gap ledger, and which mode's data these are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ENUM

revision = "market_initial"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STATUS = ENUM("complete", "backfilled", "partial", name="candle_status", create_type=False)

# Made beside the table and attached: that locks out no reader and no writer of the other days. The caller's transaction
# may make it, so two callers take turns. What is outside any trade's possible day is refused as data.
ENSURE_PARTITIONS = """
CREATE FUNCTION ensure_price_partitions(days date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted date;
    partition text;
BEGIN
    FOR wanted IN SELECT DISTINCT d FROM unnest(days) AS d ORDER BY d LOOP
        partition := 'prices_' || to_char(wanted, 'YYYY_MM_DD');
        CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
        IF wanted < date '2009-01-01' OR wanted > current_date + 7 THEN
            RAISE EXCEPTION 'no trade can be of %', wanted USING ERRCODE = 'datetime_field_overflow';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtext('ensure_price_partitions'));
        CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.prices INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                       partition);
        EXECUTE format('ALTER TABLE public.prices ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                       partition, wanted, wanted + 1);
    END LOOP;
END $$
"""

# What a service may do: write its own tables, read what it needs of others'.
GRANTS = (
    "REVOKE ALL ON FUNCTION ensure_price_partitions(date[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION ensure_price_partitions(date[]) TO market_data",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON coins, instruments, candles, market_gaps TO market_data",
    "GRANT SELECT, INSERT ON prices TO market_data",
    "GRANT SELECT ON coins, instruments, candles TO analytics",
    "GRANT SELECT, REFERENCES ON coins TO sentiment, portfolio",
    "GRANT SELECT ON deployment TO market_data, analytics, users, sentiment, portfolio",
)


def upgrade() -> None:
    STATUS.create(op.get_bind())
    _create_catalogue()
    _create_prices()
    _create_candles()
    _create_ledger()
    op.execute(ENSURE_PARTITIONS)
    for grant in GRANTS:
        op.execute(grant)


def _create_catalogue() -> None:
    op.create_table(
        "coins",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("market_cap_rank", sa.Integer),
        sa.Column("description", sa.Text),
        sa.Column("tick", sa.Numeric),
    )
    op.create_table(
        "instruments",
        sa.Column("instrument_id", sa.Text, primary_key=True),
        sa.Column("coin_id", sa.Text, sa.ForeignKey("coins.id", name="instruments_coin_id_fkey"), nullable=False),
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("native", sa.Text),
        sa.Column("position", sa.Integer),
        sa.Column("is_rate", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("disabled_reason", sa.Text),
        sa.Column("start_id", sa.BigInteger),
        sa.Column("followed_since", TIME),
        sa.Column("ended_at", TIME),
        sa.Column("minutes_since", TIME),
        sa.Column("hours_since", TIME),
    )
    op.create_index("instruments_coin_id_idx", "instruments", ["coin_id"])


def _create_prices() -> None:
    op.create_table(
        "prices",
        sa.Column("instrument_id", sa.Text, nullable=False),
        sa.Column("trade_id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("coin_id", sa.Text, sa.ForeignKey("coins.id", name="prices_coin_id_fkey"), nullable=False),
        sa.Column("price", sa.Numeric, nullable=False),
        sa.Column("volume", sa.Numeric, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("timestamp", TIME, nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("quote_usd", sa.Numeric),
        sa.Column("backfilled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", "trade_id", "day", name="prices_pkey"),
        sa.CheckConstraint("price > 0 AND price < 1e24 AND scale(price) <= 60", name="prices_price_check"),
        sa.CheckConstraint("volume >= 0 AND volume < 1e30 AND scale(volume) <= 60", name="prices_volume_check"),
        postgresql_partition_by="RANGE (day)",
    )
    op.create_index("prices_coin_id_timestamp_idx", "prices", ["coin_id", "timestamp"])


def _create_candles() -> None:
    op.create_table(
        "candles",
        sa.Column("instrument_id", sa.Text, nullable=False),
        sa.Column("interval", sa.Text, nullable=False),
        sa.Column("open_time", TIME, nullable=False),
        sa.Column("coin_id", sa.Text, sa.ForeignKey("coins.id", name="candles_coin_id_fkey"), nullable=False),
        sa.Column("venue", sa.Text, nullable=False),
        *(sa.Column(name, sa.Numeric, nullable=False) for name in ("open", "high", "low", "close")),
        sa.Column("volume", sa.Numeric, nullable=False),
        sa.Column("quote_volume", sa.Numeric, nullable=False),
        sa.Column("usd_volume", sa.Numeric),
        sa.Column("trade_count", sa.BigInteger, nullable=False),
        sa.Column("open_key", sa.ARRAY(sa.BigInteger), nullable=False),
        sa.Column("close_key", sa.ARRAY(sa.BigInteger), nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("is_closed", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.text("1")),
        sa.Column("as_of", TIME, nullable=False),
        sa.Column("last_recv_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", "interval", "open_time", name="candles_pkey"),
        sa.CheckConstraint("\"interval\" IN ('1m', '5m', '15m', '1h', '4h', '1d')", name="candles_interval_check"),
        sa.CheckConstraint("source IN ('trades', 'venue')", name="candles_source_check"),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index("candles_open_idx", "candles", ["coin_id", "open_time"], postgresql_where=sa.text("NOT is_closed"))


def _create_ledger() -> None:
    op.create_table(
        "market_gaps",
        sa.Column("gap_id", sa.Text, primary_key=True),
        sa.Column("instrument_id", sa.Text, nullable=False),
        sa.Column("coin_id", sa.Text, sa.ForeignKey("coins.id", name="market_gaps_coin_id_fkey"), nullable=False),
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("start_at", TIME, nullable=False),
        sa.Column("end_at", TIME),
        sa.Column("first_id", sa.BigInteger),
        sa.Column("last_id", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("as_of", TIME, nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'unfillable')", name="market_gaps_state_check"),
    )
    op.create_index("market_gaps_coin_id_start_at_idx", "market_gaps", ["coin_id", "start_at"])
    op.create_table(
        "deployment",
        sa.Column("only", sa.Boolean, primary_key=True, server_default=sa.text("true")),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint('"only"', name="deployment_only_check"),
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION ensure_price_partitions(date[])")
    for table in ("deployment", "market_gaps", "candles", "prices", "instruments", "coins"):
        op.drop_table(table)
    STATUS.drop(op.get_bind())
