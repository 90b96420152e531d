"""Days of trades that are past their retention can be dropped, by the role that owns no table."""

from alembic import op

revision = "market_retention"
down_revision = "users_accounts"
branch_labels = None
depends_on = None

# A day that is dropped forgets which trades were stored: so only days that no trade can come for any more, and only in
# live data. It waits for nobody for long: what waits behind it is every reader and the recorder.
DROP_PARTITIONS = """
CREATE FUNCTION drop_price_partitions(before date) RETURNS SETOF date
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
        RETURN NEXT of_day;
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.execute(DROP_PARTITIONS)
    op.execute("REVOKE ALL ON FUNCTION drop_price_partitions(date) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION drop_price_partitions(date) TO market_data")


def downgrade() -> None:
    op.execute("DROP FUNCTION drop_price_partitions(date)")
