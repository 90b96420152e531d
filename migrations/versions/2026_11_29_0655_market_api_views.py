"""What other services read of the market: views in the schema `market_api` instead of rights on its tables."""

from alembic import op

revision = "market_api_views"
down_revision = "market_retention"
branch_labels = None
depends_on = None

COINS = """
CREATE VIEW market_api.coins AS
SELECT id AS coin_id, symbol, name, market_cap_rank FROM public.coins
"""

INSTRUMENTS = """
CREATE VIEW market_api.instruments AS
SELECT instrument_id, coin_id, venue, base, quote, position FROM public.instruments
"""

CLOSED_CANDLES = """
CREATE VIEW market_api.closed_candles AS
SELECT instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume, usd_volume,
    trade_count, status, source, revision, as_of
FROM public.candles WHERE is_closed
"""

# Those that still grow, and those whose closing is published already but not committed yet.
OPEN_CANDLES = """
CREATE VIEW market_api.open_candles AS
SELECT instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume, usd_volume,
    trade_count, status, source, revision, as_of
FROM public.candles WHERE NOT is_closed
"""

# Rolling windows that end now; in a replay, at the newest event time stored (one index lookup a coin and day).
# `close` is the close of the candle, open ones included, whose newest input was received last. `reference` is the
# newest close at or before the window's start, from minutes or hours; none from further than `reach` before it. Low,
# high and volume are of whole hours, and of minutes for the hour that the window begins in.
WINDOWS = """
CREATE VIEW market_api.windows AS
WITH now AS MATERIALIZED (
    SELECT coalesce(
        CASE WHEN (SELECT mode FROM public.deployment) = 'replay' THEN (
            SELECT max(newest.at) FROM public.coins
            CROSS JOIN LATERAL (SELECT max("timestamp") AS at FROM public.prices WHERE coin_id = coins.id) AS newest
        ) END,
        now()
    ) AS end_time
)
SELECT instruments.instrument_id, instruments.coin_id, span.name AS "window", at.start_time, now.end_time,
    last.close, last.as_of, last.status AS close_status, reference.close AS reference,
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
CROSS JOIN (VALUES
    ('1h', interval '1 hour', interval '1 hour'), ('24h', interval '24 hours', interval '6 hours'),
    ('7d', interval '7 days', interval '1 day'), ('30d', interval '30 days', interval '2 days')
) AS span (name, length, reach)
CROSS JOIN LATERAL (
    SELECT now.end_time - span.length AS start_time,
        date_trunc('hour', now.end_time - span.length - interval '1 microsecond', 'UTC')
            + interval '1 hour' AS first_hour
) AS at
LEFT JOIN LATERAL (
    SELECT close FROM (
        (SELECT close, open_time + interval '1 minute' AS ended FROM public.candles
         WHERE instrument_id = instruments.instrument_id AND "interval" = '1m'
           AND open_time <= at.start_time - interval '1 minute' AND open_time > at.start_time - span.reach
         ORDER BY open_time DESC LIMIT 1)
        UNION ALL
        (SELECT close, open_time + interval '1 hour' FROM public.candles
         WHERE instrument_id = instruments.instrument_id AND "interval" = '1h'
           AND open_time <= at.start_time - interval '1 hour'
           AND open_time > at.start_time - span.reach - interval '1 hour'
         ORDER BY open_time DESC LIMIT 1)
    ) AS either ORDER BY ended DESC LIMIT 1
) AS reference ON true
CROSS JOIN LATERAL (
    SELECT min(low) AS low, max(high) AS high, count(*) AS candle_count, max(status) AS status,
        CASE WHEN bool_and(usd_volume IS NOT NULL) THEN sum(usd_volume) END AS usd_volume
    FROM (
        SELECT low, high, usd_volume, status FROM public.candles
        WHERE instrument_id = instruments.instrument_id AND "interval" = '1h'
          AND open_time >= at.first_hour AND open_time < now.end_time
        UNION ALL
        SELECT low, high, usd_volume, status FROM public.candles
        WHERE instrument_id = instruments.instrument_id AND "interval" = '1m'
          AND open_time >= at.start_time AND open_time < least(at.first_hour, now.end_time)
    ) AS hours_and_minutes
) AS inside
"""

VIEWS = (COINS, INSTRUMENTS, CLOSED_CANDLES, OPEN_CANDLES, WINDOWS)


def upgrade() -> None:
    """Made by their owner: a view reads with its owner's rights, its readers need none on the tables."""
    op.execute("CREATE SCHEMA market_api AUTHORIZATION market_data")
    op.execute("SET LOCAL ROLE market_data")
    for view in VIEWS:
        op.execute(view)
    op.execute("GRANT USAGE ON SCHEMA market_api TO analytics, sentiment, portfolio")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA market_api TO analytics")
    op.execute("GRANT SELECT ON market_api.coins TO sentiment, portfolio")
    op.execute("RESET ROLE")
    op.execute("REVOKE SELECT ON coins, instruments, candles FROM analytics")
    op.execute("REVOKE SELECT ON coins FROM sentiment, portfolio")


def downgrade() -> None:
    op.execute("GRANT SELECT ON coins, instruments, candles TO analytics")
    op.execute("GRANT SELECT ON coins TO sentiment, portfolio")
    op.execute("DROP SCHEMA market_api CASCADE")
