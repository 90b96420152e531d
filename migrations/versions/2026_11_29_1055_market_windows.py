"""One definition of rolling windows: functions that the view of them and market-data's own reading share."""

from importlib import import_module

from alembic import op

revision = "market_windows"
down_revision = "market_recording"
branch_labels = None
depends_on = None

# What windows there are. A reference from further than `reach` before the start would be an old price.
LENGTHS = """
CREATE VIEW market_api.window_lengths AS
SELECT * FROM (VALUES
    ('1h', interval '1 hour', interval '1 hour'), ('24h', interval '24 hours', interval '6 hours'),
    ('7d', interval '7 days', interval '1 day'), ('30d', interval '30 days', interval '2 days')
) AS span ("window", length, reach)
"""
# They read with their owner's rights: their callers need none on the tables.
DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
# The newest close at or before the window's start, from the finer of minute and hour candles.
REFERENCE = f"""
CREATE FUNCTION market_api.window_reference(instrument text, start_time timestamptz, reach interval) RETURNS numeric
{DEFINER} AS $$
    SELECT close FROM (
        (SELECT close, open_time + interval '1 minute' AS ended FROM candles
         WHERE instrument_id = instrument AND "interval" = '1m'
           AND open_time <= start_time - interval '1 minute' AND open_time > start_time - reach
         ORDER BY open_time DESC LIMIT 1)
        UNION ALL
        (SELECT close, open_time + interval '1 hour' FROM candles
         WHERE instrument_id = instrument AND "interval" = '1h'
           AND open_time <= start_time - interval '1 hour' AND open_time > start_time - reach - interval '1 hour'
         ORDER BY open_time DESC LIMIT 1)
    ) AS either ORDER BY ended DESC LIMIT 1
$$
"""  # noqa: S608 - from the constant above
# Of whole hours, and of minutes for the hour that the window begins in.
RANGE = f"""
CREATE FUNCTION market_api.window_range(instrument text, start_time timestamptz, end_time timestamptz)
RETURNS TABLE (low numeric, high numeric, usd_volume numeric, candle_count bigint, status candle_status)
{DEFINER} ROWS 1 AS $$
    WITH first AS (
        SELECT date_trunc('hour', start_time - interval '1 microsecond', 'UTC') + interval '1 hour' AS hour
    )
    SELECT min(inside.low), max(inside.high),
        CASE WHEN bool_and(inside.usd_volume IS NOT NULL) THEN sum(inside.usd_volume) END, count(*), max(inside.status)
    FROM (
        SELECT candles.low, candles.high, candles.usd_volume, candles.status FROM first, candles
        WHERE instrument_id = instrument AND "interval" = '1h'
          AND open_time >= first.hour AND open_time < end_time
        UNION ALL
        SELECT candles.low, candles.high, candles.usd_volume, candles.status FROM first, candles
        WHERE instrument_id = instrument AND "interval" = '1m'
          AND open_time >= start_time AND open_time < least(first.hour, end_time)
    ) AS inside
$$
"""  # noqa: S608 - likewise
# They end now; in a replay, at the newest event time stored. `close` is of the candle, open ones included, whose newest
# input was received last.
WINDOWS = """
CREATE OR REPLACE VIEW market_api.windows AS
WITH now AS MATERIALIZED (
    SELECT coalesce(
        CASE WHEN (SELECT mode FROM public.deployment) = 'replay' THEN (
            SELECT max(newest.at) FROM public.coins
            CROSS JOIN LATERAL (SELECT max("timestamp") AS at FROM public.prices WHERE coin_id = coins.id) AS newest
        ) END,
        now()
    ) AS end_time
)
SELECT instruments.instrument_id, instruments.coin_id, span."window", now.end_time - span.length AS start_time,
    now.end_time, last.close, last.as_of, last.status AS close_status,
    market_api.window_reference(instruments.instrument_id, now.end_time - span.length, span.reach) AS reference,
    inside.low, inside.high, inside.usd_volume, inside.candle_count, inside.status
FROM public.instruments
CROSS JOIN now
LEFT JOIN LATERAL (
    SELECT newest.close, newest.as_of, newest.status
    FROM (VALUES ('1m'), ('1h'), ('1d')) AS chosen ("interval")
    CROSS JOIN LATERAL (
        SELECT close, as_of, status FROM public.candles
        WHERE instrument_id = instruments.instrument_id AND "interval" = chosen."interval"
        ORDER BY open_time DESC LIMIT 1
    ) AS newest
    ORDER BY newest.as_of DESC LIMIT 1
) AS last ON true
CROSS JOIN market_api.window_lengths AS span
CROSS JOIN LATERAL market_api.window_range(
    instruments.instrument_id, now.end_time - span.length, now.end_time
) AS inside
"""
FUNCTIONS = (
    "market_api.window_reference(text, timestamptz, interval)",
    "market_api.window_range(text, timestamptz, timestamptz)",
)


def upgrade() -> None:
    op.execute("SET LOCAL ROLE market_data")
    for made in (LENGTHS, REFERENCE, RANGE, WINDOWS):
        op.execute(made)
    op.execute("GRANT SELECT ON market_api.window_lengths TO analytics")
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO analytics")
    op.execute("RESET ROLE")


def downgrade() -> None:
    earlier = import_module("migrations.versions.2026_11_29_0655_market_api_views").WINDOWS
    op.execute("SET LOCAL ROLE market_data")
    op.execute(earlier.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP VIEW market_api.window_lengths")
    op.execute("RESET ROLE")
