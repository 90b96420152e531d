"""What recording keeps beside its rows: candles to be published, counts of trades, instruments of another coin."""

import sqlalchemy as sa
from alembic import op

revision = "market_recording"
down_revision = "market_instrument_steps"
branch_labels = None
depends_on = None

# Which partition a stored trade came from is not known here: what recorders count has one from 0 on.
COUNT_WHAT_IS_THERE = """
INSERT INTO trade_counts (day, partition, trades) SELECT day, -1, count(*) FROM prices GROUP BY day
"""
DROP_PARTITIONS = """
CREATE OR REPLACE FUNCTION drop_price_partitions(before date) RETURNS SETOF date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    partition text;
    of_day date;
BEGIN
    IF before > current_date - 14 THEN
        RAISE EXCEPTION 'trades of % may still come', before USING ERRCODE = 'datetime_field_overflow';
    END IF;
    IF (SELECT mode FROM public.deployment) IS DISTINCT FROM 'live' THEN
        RAISE EXCEPTION 'only live data have a retention' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    FOR partition IN
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'public.prices'::regclass AND relname ~ '^prices_[0-9]{4}_[0-9]{2}_[0-9]{2}$'
        ORDER BY relname
    LOOP
        of_day := to_date(substr(partition, 8), 'YYYY_MM_DD');
        EXIT WHEN of_day >= before;
        EXECUTE format('DROP TABLE public.%I', partition);
        %s
        RETURN NEXT of_day;
    END LOOP;
END $$
"""
FORGET_COUNT = "DELETE FROM public.trade_counts WHERE day = of_day;"
# A coin without any instrument, even a composite, is one that the catalogue calls by another name now.
COINS = """
CREATE OR REPLACE VIEW market_api.coins AS
SELECT id AS coin_id, symbol, name, market_cap_rank FROM public.coins %s
"""
WITH_INSTRUMENT = "WHERE EXISTS (SELECT FROM public.instruments WHERE instruments.coin_id = coins.id)"
GRANTS = (
    "GRANT SELECT, INSERT, DELETE ON coin_changes, unpublished_candles TO market_data",
    "GRANT SELECT, INSERT, UPDATE ON trade_counts TO market_data",
    "GRANT UPDATE (coin_id) ON prices TO market_data",
)


def upgrade() -> None:
    op.create_table(
        "coin_changes",
        sa.Column("instrument_id", sa.Text, nullable=False),
        sa.Column("old_coin_id", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.instrument_id"], name="coin_changes_instrument_id_fkey"
        ),
        sa.PrimaryKeyConstraint("instrument_id", "old_coin_id", name="coin_changes_pkey"),
    )
    op.create_table(
        "unpublished_candles",
        sa.Column("entry", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("coin_id", sa.Text, nullable=False),
        sa.Column("event", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "trade_counts",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("trades", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("day", "partition", name="trade_counts_pkey"),
        postgresql_with={"fillfactor": "50"},
    )
    _index_ledger()
    op.execute(COUNT_WHAT_IS_THERE)
    op.execute(_dropping(FORGET_COUNT))
    op.execute(COINS.replace("%s", WITH_INSTRUMENT))
    for grant in GRANTS:
        op.execute(grant)


def _index_ledger() -> None:
    op.drop_index("market_gaps_coin_id_start_at_idx", "market_gaps")
    op.create_index("market_gaps_coin_id_start_at_gap_id_idx", "market_gaps", ["coin_id", "start_at", "gap_id"])
    op.create_index(
        "market_gaps_instrument_id_end_idx",
        "market_gaps",
        ["instrument_id", sa.text("coalesce(end_at, timestamptz 'infinity')")],
    )
    op.create_index(
        "market_gaps_missing_idx", "market_gaps", ["instrument_id", "start_at"], postgresql_where="state <> 'closed'"
    )
    op.create_index(
        "candles_partial_idx",
        "candles",
        ["instrument_id", "open_time"],
        postgresql_where="\"interval\" = '1m' AND status = 'partial'",
    )


def _dropping(forget: str) -> str:
    return DROP_PARTITIONS.replace("%s", forget)


def downgrade() -> None:
    op.execute("REVOKE UPDATE (coin_id) ON prices FROM market_data")
    op.execute(COINS.replace("%s", ""))
    op.execute(_dropping(""))
    op.drop_index("candles_partial_idx", "candles")
    for index in ("market_gaps_missing_idx", "market_gaps_instrument_id_end_idx"):
        op.drop_index(index, "market_gaps")
    op.drop_index("market_gaps_coin_id_start_at_gap_id_idx", "market_gaps")
    op.create_index("market_gaps_coin_id_start_at_idx", "market_gaps", ["coin_id", "start_at"])
    for table in ("trade_counts", "unpublished_candles", "coin_changes"):
        op.drop_table(table)
