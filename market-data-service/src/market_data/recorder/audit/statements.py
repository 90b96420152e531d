"""The audit's statements: each makes candles anew from what they come from and returns a count and the differences.

They are written apart from those that store candles (`sql/candle_merge.py`), so that a mistake there shows here.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import TextClause, text

PRICES: Final = ("open", "high", "low", "close")
SUMS: Final = ("volume", "quote_volume", "usd_volume", "trade_count")
_TAKER: Final = ("taker_buy_volume",)
_MOST: Final = 1_000
"""Differences that one statement returns at most."""


def _differing(names: Sequence[str], condition: str = "{made}.{name} IS DISTINCT FROM {stored}.{name}") -> str:
    """SQL of an array with a text for each column that differs."""
    texts = ", ".join(
        f"CASE WHEN {condition.format(made='made', stored='stored', name=name)} THEN '{name} ' || "
        f"coalesce(stored.{name}::text, 'null') || ' is not ' || coalesce(made.{name}::text, 'null') END"
        for name in names
    )
    return f"array_remove(ARRAY[{texts}], NULL)"


_RESULT: Final = f"""
    SELECT instrument_id, open_time, reason, sum(1) OVER () AS compared
    FROM compared
    ORDER BY reason IS NULL, instrument_id, open_time
    LIMIT {_MOST}
"""  # noqa: S608 - assembled from the constants above
# Minutes from before what takers bought was recorded have none, although their trades say it.
_UNLESS_NULL: Final = "{stored}.{name} IS NOT NULL AND {made}.{name} <> {stored}.{name}"
# Trades in the order in which a candle takes them: event time, numeric id, single trades before aggregates.
_KEY: Final = '"timestamp"', "ltrim(trade_id, 'a')::numeric", "trade_id LIKE 'a%'"
_ORDER: Final = ", ".join(_KEY)
_BACKWARDS: Final = ", ".join(f"{part} DESC" for part in _KEY)


def minutes_from_trades() -> TextClause:
    """Of one coin's instruments in `[start, end)`. Imported minutes are no fold of trades and are left out."""
    differences = f"{_differing((*PRICES, *SUMS))} || {_differing(_TAKER, _UNLESS_NULL)}"
    return text(f"""
        WITH made AS (
            SELECT instrument_id, date_trunc('minute', "timestamp", 'UTC') AS open_time,
                   (array_agg(price ORDER BY {_ORDER}))[1] AS open, max(price) AS high, min(price) AS low,
                   (array_agg(price ORDER BY {_BACKWARDS}))[1] AS close, sum(volume) AS volume,
                   sum(price * volume) AS quote_volume,
                   CASE WHEN count(quote_usd) = count(*) THEN sum(price * volume * quote_usd) END AS usd_volume,
                   count(*) AS trade_count,
                   coalesce(sum(volume) FILTER (WHERE side = 'buy'), 0) AS taker_buy_volume
            FROM prices
            WHERE coin_id = CAST(:coin AS text) AND "timestamp" >= CAST(:start AS timestamptz)
                AND "timestamp" < CAST(:end AS timestamptz)
                AND day BETWEEN CAST(:first_day AS date) AND CAST(:last_day AS date)
            GROUP BY 1, 2
        ), stored AS (
            SELECT * FROM candles
            WHERE "interval" = '1m' AND open_time >= CAST(:start AS timestamptz)
                AND open_time < CAST(:end AS timestamptz)
                AND instrument_id IN (
                    SELECT instrument_id FROM instruments WHERE coin_id = CAST(:coin AS text) AND venue <> 'composite'
                )
        ), compared AS (
            SELECT coalesce(stored.instrument_id, made.instrument_id) AS instrument_id,
                   coalesce(stored.open_time, made.open_time) AS open_time,
                   CASE WHEN stored.open_time IS NULL THEN 'no candle of ' || made.trade_count || ' trades'
                        WHEN made.open_time IS NULL THEN 'a candle of trades that are not stored'
                        ELSE nullif(array_to_string({differences}, ', '), '') END AS reason
            FROM stored FULL JOIN made USING (instrument_id, open_time)
            WHERE stored.source IS DISTINCT FROM 'venue'
        )
        {_RESULT}
    """)  # noqa: S608 - assembled from the constants above


# An hour or a day that the venue gave stands as it is. Minutes that are deleted are in no fold any more.
def higher_from_lower() -> TextClause:
    """Of one coin's series, the composite's too: `interval` against `below`, of `width`."""
    return text(f"""
        WITH part AS (
            SELECT candles.*, date_bin(CAST(:width AS interval), open_time, timestamptz '2000-01-01 00:00Z') AS bucket
            FROM candles
            WHERE "interval" = CAST(:below AS text) AND open_time >= CAST(:start AS timestamptz)
                AND open_time < CAST(:end AS timestamptz)
                AND instrument_id IN (SELECT instrument_id FROM instruments WHERE coin_id = CAST(:coin AS text))
        ), made AS (
            SELECT part.instrument_id, bucket AS open_time, (array_agg(open ORDER BY part.open_time))[1] AS open,
                   max(high) AS high, min(low) AS low, (array_agg(close ORDER BY part.open_time DESC))[1] AS close,
                   sum(volume) AS volume, sum(quote_volume) AS quote_volume,
                   CASE WHEN count(usd_volume) = count(*) THEN sum(usd_volume) END AS usd_volume,
                   sum(trade_count)::bigint AS trade_count,
                   CASE WHEN count(taker_buy_volume) = count(*) THEN sum(taker_buy_volume) END AS taker_buy_volume
            FROM part
            GROUP BY part.instrument_id, bucket
        ), stored AS (
            SELECT * FROM candles
            WHERE "interval" = CAST(:interval AS text) AND open_time >= CAST(:start AS timestamptz)
                AND open_time < CAST(:end AS timestamptz)
                AND instrument_id IN (SELECT instrument_id FROM instruments WHERE coin_id = CAST(:coin AS text))
        ), compared AS (
            SELECT coalesce(stored.instrument_id, made.instrument_id) AS instrument_id,
                   coalesce(stored.open_time, made.open_time) AS open_time,
                   CASE WHEN stored.open_time IS NULL THEN 'no candle, and there are some of ' || CAST(:below AS text)
                        WHEN made.open_time IS NULL THEN 'a candle, and there is none of ' || CAST(:below AS text)
                        ELSE nullif(array_to_string({_differing((*PRICES, *SUMS, *_TAKER))}, ', '), '') END AS reason
            FROM stored FULL JOIN made USING (instrument_id, open_time)
            WHERE NOT coalesce(stored.source = 'venue' AND stored."interval" IN ('1h', '1d'), false)
                AND NOT (CAST(:below AS text) = '1m' AND coalesce(stored.open_time, made.open_time)
                    < coalesce((SELECT minutes_since FROM deployment), timestamptz '-infinity'))
        )
        {_RESULT}
    """)  # noqa: S608 - assembled from the constants above


_CLOSE: Final = "abs({made}.{name} - {stored}.{name}) > 1e-12 * abs({made}.{name})"


def composite_from_parts() -> TextClause:
    """Of one coin, of `interval`, wherever there is nothing of `below` from which the composite would be folded."""
    averages = ", ".join(f"sum({name} * rate * volume) / sum(volume) AS {name}" for name in PRICES)
    return text(f"""
        WITH part AS (
            SELECT candles.*, usd_volume / quote_volume AS rate
            FROM candles JOIN instruments USING (instrument_id)
            WHERE instruments.coin_id = CAST(:coin AS text) AND instruments.venue <> 'composite'
                AND candles."interval" = CAST(:interval AS text) AND open_time >= CAST(:start AS timestamptz)
                AND open_time < CAST(:end AS timestamptz) AND usd_volume IS NOT NULL AND quote_volume <> 0
        ), made AS (
            SELECT open_time, {averages}, sum(volume) AS volume, sum(usd_volume) AS quote_volume,
                   sum(usd_volume) AS usd_volume, sum(trade_count)::bigint AS trade_count,
                   CASE WHEN count(taker_buy_volume) = count(*) THEN sum(taker_buy_volume) END AS taker_buy_volume
            FROM part GROUP BY open_time
        ), composite AS (
            SELECT instrument_id FROM instruments WHERE coin_id = CAST(:coin AS text) AND venue = 'composite'
        ), stored AS (
            SELECT candles.* FROM candles JOIN composite USING (instrument_id)
            WHERE "interval" = CAST(:interval AS text) AND open_time >= CAST(:start AS timestamptz)
                AND open_time < CAST(:end AS timestamptz)
        ), compared AS (
            SELECT composite.instrument_id, coalesce(stored.open_time, made.open_time) AS open_time,
                   CASE WHEN stored.open_time IS NULL THEN 'no composite of its instruments'
                        WHEN made.open_time IS NULL THEN 'a composite of nothing'
                        ELSE nullif(array_to_string({_differing(PRICES, _CLOSE)} || {_differing((*SUMS, *_TAKER))},
                                                     ', '), '')
                   END AS reason
            FROM composite CROSS JOIN (stored FULL JOIN made USING (open_time))
            WHERE NOT EXISTS (
                SELECT FROM candles AS lower
                WHERE lower.instrument_id = composite.instrument_id AND lower."interval" = CAST(:below AS text)
                    AND lower.open_time >= coalesce(stored.open_time, made.open_time)
                    AND lower.open_time < coalesce(stored.open_time, made.open_time) + CAST(:width AS interval)
            )
        )
        {_RESULT}
    """)  # noqa: S608 - assembled from the constants above
