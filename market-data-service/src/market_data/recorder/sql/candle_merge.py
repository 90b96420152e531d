"""The statements that make candles. Text, because each is one set-based statement with several parts."""

from typing import Final

from sqlalchemy import text

_COLUMNS: Final = (
    "instrument_id", "interval", "open_time", "coin_id", "venue", "open", "high", "low", "close", "volume",
    "quote_volume", "usd_volume", "trade_count", "status", "source", "is_closed", "revision", "as_of",
    "taker_buy_volume",
)  # fmt: skip
# What a published row is made of, in the order of `candles.event_of`.
ROW: Final = ", ".join(f'stored."{name}"' for name in _COLUMNS)

_KEYS: Final = "instrument_id", "interval", "open_time"
_MADE: Final = (
    "coin_id", "venue", "open", "high", "low", "close", "volume", "quote_volume", "usd_volume", "trade_count",
    "open_key", "close_key", "status", "source", "as_of", "last_recv_at", "taker_buy_volume",
)  # fmt: skip
_INTERVAL: Final = "CAST(:interval AS text)"
_WRITTEN: Final = ", ".join(f'"{name}"' for name in (*_KEYS, *_MADE))
_REPLACE: Final = ", ".join(f'"{name}" = excluded."{name}"' for name in _MADE)
_CONTENT: Final = (
    "open", "high", "low", "close", "volume", "quote_volume", "usd_volume", "trade_count", "status", "taker_buy_volume",
)  # fmt: skip
_STORED: Final = ", ".join(f'stored."{name}"' for name in _CONTENT)
_EXCLUDED: Final = ", ".join(f'excluded."{name}"' for name in _CONTENT)

# Order does not matter: ends by their keys, extremes, sums. A sum with an unknown in it is unknown.
MERGE: Final = text(f"""
    INSERT INTO candles AS stored ({_WRITTEN})
    SELECT instrument_id, '1m', open_time, coin_id, venue, open, high, low, close, volume, quote_volume, usd_volume,
           trade_count, ARRAY[open_us, open_id, open_series], ARRAY[close_us, close_id, close_series], status,
           'trades', as_of, last_recv_at, taker_buy_volume
    FROM unnest(
        CAST(:instrument_id AS text[]), CAST(:open_time AS timestamptz[]), CAST(:coin_id AS text[]),
        CAST(:venue AS text[]), CAST(:open AS numeric[]), CAST(:high AS numeric[]), CAST(:low AS numeric[]),
        CAST(:close AS numeric[]), CAST(:volume AS numeric[]), CAST(:quote_volume AS numeric[]),
        CAST(:usd_volume AS numeric[]), CAST(:trade_count AS bigint[]), CAST(:open_us AS bigint[]),
        CAST(:open_id AS bigint[]), CAST(:open_series AS bigint[]), CAST(:close_us AS bigint[]),
        CAST(:close_id AS bigint[]), CAST(:close_series AS bigint[]), CAST(:status AS candle_status[]),
        CAST(:as_of AS timestamptz[]), CAST(:last_recv_at AS timestamptz[]), CAST(:taker_buy_volume AS numeric[])
    ) AS delta (instrument_id, open_time, coin_id, venue, open, high, low, close, volume, quote_volume, usd_volume,
                trade_count, open_us, open_id, open_series, close_us, close_id, close_series, status, as_of,
                last_recv_at, taker_buy_volume)
    ON CONFLICT (instrument_id, "interval", open_time) DO UPDATE SET
        coin_id = excluded.coin_id,
        open = CASE WHEN excluded.open_key < stored.open_key THEN excluded.open ELSE stored.open END,
        high = greatest(stored.high, excluded.high),
        low = least(stored.low, excluded.low),
        close = CASE WHEN excluded.close_key > stored.close_key THEN excluded.close ELSE stored.close END,
        volume = stored.volume + excluded.volume,
        quote_volume = stored.quote_volume + excluded.quote_volume,
        usd_volume = stored.usd_volume + excluded.usd_volume,
        taker_buy_volume = stored.taker_buy_volume + excluded.taker_buy_volume,
        trade_count = stored.trade_count + excluded.trade_count,
        open_key = least(stored.open_key, excluded.open_key),
        close_key = greatest(stored.close_key, excluded.close_key),
        status = excluded.status,
        as_of = greatest(stored.as_of, excluded.as_of),
        last_recv_at = greatest(stored.last_recv_at, excluded.last_recv_at),
        revision = stored.revision + 1
    WHERE stored.source = 'trades'
    RETURNING {ROW}
""")  # noqa: S608 - assembled from the constants above

_WANTED: Final = """
    WITH wanted AS (
        SELECT * FROM unnest(
            CAST(:instruments AS text[]), CAST(:opens AS timestamptz[]), CAST(:statuses AS candle_status[])
        ) AS wanted (instrument_id, open_time, span)
    ),
"""
# Unchanged rows are not written. A candle with no candle below it any more is deleted, and returned without trades.
_WRITE: Final = f"""
    , written AS (
        INSERT INTO candles AS stored ({_WRITTEN})
        SELECT {", ".join(f'made."{name}"' if name != "interval" else _INTERVAL for name in (*_KEYS, *_MADE))}
        FROM made ORDER BY instrument_id, open_time
        ON CONFLICT (instrument_id, "interval", open_time) DO UPDATE SET {_REPLACE}, revision = stored.revision + 1
        WHERE ({_STORED}) IS DISTINCT FROM ({_EXCLUDED}) AND %s
        RETURNING {ROW}
    ), gone AS (
        DELETE FROM candles AS stored USING wanted
        WHERE stored.instrument_id = wanted.instrument_id AND stored."interval" = CAST(:interval AS text)
            AND stored.open_time = wanted.open_time AND stored.source = 'trades' AND %s
            AND (stored.instrument_id, stored.open_time) NOT IN (SELECT instrument_id, open_time FROM made)
        RETURNING stored.*
    )
    SELECT * FROM written
    UNION ALL
    SELECT instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, 0, 0, 0, 0, 'partial', source,
           is_closed, revision + 1, as_of, 0
    FROM gone
"""  # noqa: S608 - likewise
# A fold that lacks something never replaces what the venue itself says of the whole bucket: its own closed hour or day.
# Less volume shows that it does: of some venue fewer minutes are listed than hours, and a composite is of several.
# Any other `venue` row is a fold of such candles, and what came below it since belongs in it.
# Nor does one of minutes that are deleted, but for a few, replace what was folded from all of them.
_NOT_WORSE: Final = """NOT (CAST(:below AS text) = '1m' AND excluded.open_time
    < coalesce((SELECT minutes_since FROM deployment), timestamptz '-infinity'))
    AND NOT (stored.source = 'venue' AND stored."interval" IN ('1h', '1d') AND stored.status <> 'partial'
    AND (stored.is_closed AND excluded.status = 'partial' OR excluded.volume < stored.volume))"""

_HAS_MINUTES: Final = """(CAST(:below AS text) <> '1m'
    OR stored.open_time >= coalesce((SELECT minutes_since FROM deployment), timestamptz '-infinity'))"""

FOLD: Final = text(
    f"""{_WANTED}
    made AS (
        SELECT wanted.instrument_id, wanted.open_time, own.coin_id, own.venue,
               (array_agg(part.open ORDER BY part.open_time))[1] AS open, max(part.high) AS high, min(part.low) AS low,
               (array_agg(part.close ORDER BY part.open_time DESC))[1] AS close, sum(part.volume) AS volume,
               sum(part.quote_volume) AS quote_volume,
               CASE WHEN count(part.usd_volume) = count(*) THEN sum(part.usd_volume) END AS usd_volume,
               sum(part.trade_count)::bigint AS trade_count, min(part.open_key) AS open_key,
               max(part.close_key) AS close_key, greatest(max(part.status), max(wanted.span)) AS status,
               CASE WHEN bool_and(part.source = 'venue') THEN 'venue' ELSE 'trades' END AS source,
               max(part.as_of) AS as_of, max(part.last_recv_at) AS last_recv_at,
               CASE WHEN count(part.taker_buy_volume) = count(*) THEN sum(part.taker_buy_volume) END
                   AS taker_buy_volume
        FROM wanted
        JOIN instruments AS own ON own.instrument_id = wanted.instrument_id
        JOIN candles AS part ON part.instrument_id = wanted.instrument_id AND part."interval" = CAST(:below AS text)
            AND part.open_time >= wanted.open_time AND part.open_time < wanted.open_time + CAST(:width AS interval)
        GROUP BY wanted.instrument_id, wanted.open_time, own.coin_id, own.venue
    )"""  # noqa: S608 - likewise
    + _WRITE % (_NOT_WORSE, _HAS_MINUTES)
)

_AVERAGES: Final = ", ".join(
    f"trim_scale(round(sum({name} * rate * volume) / sum(volume) FILTER (WHERE rate IS NOT NULL), 18)) AS {name}"
    for name in ("open", "high", "low", "close")
)
# Each price in USD by the rate that the instrument's own volumes say, averaged by volume. The span counts where trades
# are in it: of imported candles the venue knows. Eighteen places are far below any tick.
COMPOSE: Final = text(
    f"""{_WANTED}
    part AS (
        SELECT composite.instrument_id AS composite_id, composite.coin_id AS composite_coin_id, wanted.span, candles.*,
               candles.usd_volume / nullif(candles.quote_volume, 0) AS rate,
               candles.usd_volume IS NULL AND instruments.quote IN (
                   SELECT base FROM instruments WHERE is_rate
               ) AS is_missed
        FROM wanted
        JOIN instruments AS composite ON composite.instrument_id = wanted.instrument_id
        JOIN instruments ON instruments.coin_id = composite.coin_id AND instruments.venue <> 'composite'
        JOIN candles ON candles.instrument_id = instruments.instrument_id
            AND candles."interval" = CAST(:interval AS text) AND candles.open_time = wanted.open_time
    ), made AS (
        SELECT composite_id AS instrument_id, open_time, composite_coin_id AS coin_id, 'composite' AS venue,
               {_AVERAGES},
               sum(volume) FILTER (WHERE rate IS NOT NULL) AS volume,
               sum(usd_volume) FILTER (WHERE rate IS NOT NULL) AS quote_volume,
               sum(usd_volume) FILTER (WHERE rate IS NOT NULL) AS usd_volume,
               (sum(trade_count) FILTER (WHERE rate IS NOT NULL))::bigint AS trade_count,
               min(open_key) AS open_key, max(close_key) AS close_key,
               greatest(
                   max(status) FILTER (WHERE rate IS NOT NULL),
                   max(span) FILTER (WHERE rate IS NOT NULL AND source = 'trades'),
                   CASE WHEN bool_or(is_missed) THEN CAST('partial' AS candle_status) END
               ) AS status,
               CASE WHEN bool_and(source = 'venue') FILTER (WHERE rate IS NOT NULL) THEN 'venue' ELSE 'trades' END
                   AS source,
               max(as_of) AS as_of, max(last_recv_at) AS last_recv_at,
               CASE WHEN count(taker_buy_volume) FILTER (WHERE rate IS NOT NULL) = count(rate)
                   THEN sum(taker_buy_volume) FILTER (WHERE rate IS NOT NULL) END AS taker_buy_volume
        FROM part
        GROUP BY composite_id, open_time, composite_coin_id
        HAVING count(rate) > 0
    )"""  # noqa: S608 - likewise
    + _WRITE % ("true", "true")
)

FETCH: Final = text(f"""
    SELECT {ROW} FROM unnest(CAST(:instruments AS text[]), CAST(:intervals AS text[]), CAST(:opens AS timestamptz[]))
        AS wanted (instrument_id, "interval", open_time)
    JOIN candles AS stored ON stored.instrument_id = wanted.instrument_id AND stored."interval" = wanted."interval"
        AND stored.open_time = wanted.open_time
""")  # noqa: S608 - likewise

# Rule 4, by the caller's clock: two seconds past its end, and two seconds after the last trade received for it.
_IS_DUE: Final = """
    NOT stored.is_closed AND stored.last_recv_at <= CAST(:received_by AS timestamptz)
    AND stored.open_time + CASE stored."interval"
        WHEN '1m' THEN interval '1 minute' WHEN '5m' THEN interval '5 minutes' WHEN '15m' THEN interval '15 minutes'
        WHEN '1h' THEN interval '1 hour' WHEN '4h' THEN interval '4 hours' ELSE interval '1 day' END
        <= CAST(:ended_by AS timestamptz)
"""
DUE_COINS: Final = text(f"SELECT DISTINCT coin_id FROM candles AS stored WHERE {_IS_DUE}")  # noqa: S608 - likewise
CLOSE: Final = text(f"""
    UPDATE candles AS stored SET is_closed = true, revision = stored.revision + 1
    WHERE (stored.instrument_id, stored."interval", stored.open_time) IN (
        SELECT instrument_id, "interval", open_time FROM candles AS stored
        WHERE stored.coin_id = ANY (CAST(:coins AS text[])) AND {_IS_DUE}
        ORDER BY instrument_id, open_time
        LIMIT :most
        FOR UPDATE
    )
    RETURNING {ROW}
""")  # noqa: S608 - likewise

# Minutes from trades whose status is no longer what the ledger says.
SET_STATUS: Final = text(f"""
    UPDATE candles AS stored SET status = wanted.span, revision = stored.revision + 1
    FROM unnest(
        CAST(:instruments AS text[]), CAST(:opens AS timestamptz[]), CAST(:statuses AS candle_status[])
    ) AS wanted (instrument_id, open_time, span)
    WHERE stored.instrument_id = wanted.instrument_id AND stored."interval" = '1m'
        AND stored.open_time = wanted.open_time AND stored.source = 'trades' AND stored.status <> wanted.span
    RETURNING {ROW}
""")  # noqa: S608 - likewise
FETCH_OPENS: Final = text("""
    SELECT instrument_id, open_time FROM candles
    WHERE instrument_id = ANY (CAST(:instruments AS text[])) AND "interval" = CAST(:interval AS text)
        AND open_time > CAST(:after AS timestamptz) AND open_time < CAST(:before AS timestamptz)
""")
