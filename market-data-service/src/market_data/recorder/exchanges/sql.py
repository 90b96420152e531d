"""Write and restore what was seen of exchanges compared: spans of arbitrage, and each minute's spreads.

Every row is a whole state: writing one again changes nothing. A span that has ended stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from shared.clock import from_us, to_us
from shared.events import decoder, encode
from shared.events.values import Venue
from sqlalchemy import and_, delete, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.exchanges.coin_fold import Pair, PairState, restored_minute
from market_data.domain.exchanges.minutes import SpreadMinute
from market_data.domain.exchanges.spans import NOT_OBSERVED, Snapshot, Span
from market_data.domain.precision import rounded
from market_data.exchange_tables import arbitrage_spans, spread_minutes

_MEAN_PLACES: Final = 12
# Writers take turns, so that two members during a rebalance cannot open the same pair's span side by side.
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('arbitrage_spans'))")
_CLOSE_OTHERS: Final = text("""
    UPDATE arbitrage_spans AS span SET closed_at = span.seen_at, close_reason = :why
    FROM unnest(CAST(:coins AS text[]), CAST(:buys AS text[]), CAST(:sells AS text[]), CAST(:opened AS timestamptz[]))
        AS written (coin_id, buy, sell, opened_at)
    WHERE span.coin_id = written.coin_id AND span.buy = written.buy AND span.sell = written.sell
        AND span.closed_at IS NULL AND span.opened_at <> written.opened_at
""")

_VENUES: Final = [venue.value for venue in Venue if venue is not Venue.COMPOSITE]
# One look into the primary key for each pair: a coin has thousands of minutes.
_NEWEST_SPANS: Final = text("""
    SELECT newest.*
    FROM unnest(CAST(:coins AS text[])) AS of_coin (id)
    CROSS JOIN unnest(CAST(:venues AS text[])) AS bought (venue)
    CROSS JOIN unnest(CAST(:venues AS text[])) AS sold (venue)
    CROSS JOIN LATERAL (
        SELECT coin_id, buy, sell, opened_at, seen_at, best, closed_at, close_reason FROM arbitrage_spans
        WHERE coin_id = of_coin.id AND buy = bought.venue AND sell = sold.venue ORDER BY opened_at DESC LIMIT 1
    ) AS newest
""")
_NEWEST_MINUTES: Final = text("""
    SELECT newest.*
    FROM unnest(CAST(:coins AS text[])) AS of_coin (id)
    CROSS JOIN unnest(CAST(:venues AS text[])) AS bought (venue)
    CROSS JOIN unnest(CAST(:venues AS text[])) AS sold (venue)
    CROSS JOIN LATERAL (
        SELECT * FROM spread_minutes
        WHERE coin_id = of_coin.id AND buy = bought.venue AND sell = sold.venue ORDER BY minute DESC LIMIT 1
    ) AS newest
""")


class SpanRow(NamedTuple):
    coin_id: str
    pair: Pair
    span: Span


class MinuteRow(NamedTuple):
    """`through_us`: quotes up to there were counted in."""

    coin_id: str
    pair: Pair
    minute: SpreadMinute
    through_us: int


class StoredCoin(NamedTuple):
    """Where the fold of a coin goes on from."""

    pairs: Mapping[Pair, PairState]
    through_us: int


async def upsert_exchanges(conn: AsyncConnection, spans: Sequence[SpanRow], minutes: Sequence[MinuteRow]) -> None:
    """Write states; where a span has ended or is further on in the table, as a minute may be, that stays."""
    if spans:
        await conn.execute(_LOCK)
        for rows in _by_pair(spans):
            await _upsert_spans(conn, rows)
    if minutes:
        await _upsert_minutes(conn, minutes)


def _by_pair(spans: Sequence[SpanRow]) -> Iterable[list[SpanRow]]:
    """The spans in rounds with at most one of a pair, oldest first: the next one may open when the last is closed."""
    rounds: dict[int, list[SpanRow]] = defaultdict(list)
    seen: dict[tuple[str, Pair], int] = defaultdict(int)
    for row in sorted(spans, key=lambda row: (row.coin_id, row.pair, row.span.opened_us)):
        number = seen[row.coin_id, row.pair]
        seen[row.coin_id, row.pair] = number + 1
        rounds[number].append(row)
    return [rounds[number] for number in sorted(rounds)]


async def _upsert_spans(conn: AsyncConnection, rows: Sequence[SpanRow]) -> None:
    await conn.execute(
        _CLOSE_OTHERS,
        {
            "why": NOT_OBSERVED,
            "coins": [row.coin_id for row in rows],
            "buys": [row.pair.buy.value for row in rows],
            "sells": [row.pair.sell.value for row in rows],
            "opened": [from_us(row.span.opened_us) for row in rows],
        },
    )
    statement = insert(arbitrage_spans)
    old, new = arbitrage_spans.c, statement.excluded
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=arbitrage_spans.primary_key,
            set_={
                name: new[name] for name in ("seen_at", "closed_at", "close_reason", "best_net_bp", "best_at", "best")
            },
            where=and_(old.closed_at.is_(None), old.seen_at <= new.seen_at),
        ),
        [_span_row(row) for row in rows],
    )


def _span_row(row: SpanRow) -> dict[str, Any]:
    span = row.span
    return {
        "coin_id": row.coin_id,
        "buy": row.pair.buy.value,
        "sell": row.pair.sell.value,
        "opened_at": from_us(span.opened_us),
        "seen_at": from_us(span.seen_us),
        "closed_at": None if span.closed_us is None else from_us(span.closed_us),
        "close_reason": span.close_reason,
        "best_net_bp": span.best.net_bp,
        "best_at": from_us(span.best.at_us),
        "best": msgspec.json.decode(encode(span.best)),
    }


async def _upsert_minutes(conn: AsyncConnection, minutes: Sequence[MinuteRow]) -> None:
    statement = insert(spread_minutes)
    old, new = spread_minutes.c, statement.excluded
    changed = ("gross_max_bp", "gross_mean_bp", "net_max_bp", "net_mean_bp", "known_us", "through_us")
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=spread_minutes.primary_key,
            set_={name: new[name] for name in changed},
            where=old.through_us <= new.through_us,
        ),
        [_minute_row(row) for row in sorted(minutes, key=lambda row: (row.coin_id, row.pair, row.minute.minute_us))],
    )


def _minute_row(row: MinuteRow) -> dict[str, Any]:
    minute = row.minute
    return {
        "coin_id": row.coin_id,
        "buy": row.pair.buy.value,
        "sell": row.pair.sell.value,
        "minute": from_us(minute.minute_us),
        "gross_max_bp": minute.gross_max,
        "gross_mean_bp": rounded(minute.gross_mean, _MEAN_PLACES),
        "net_max_bp": minute.net_max,
        "net_mean_bp": rounded(minute.net_mean, _MEAN_PLACES),
        "known_us": minute.known_us,
        "through_us": row.through_us,
    }


async def fetch_stored(conn: AsyncConnection, coin_ids: Sequence[str]) -> dict[str, StoredCoin]:
    """The newest span and minute of each pair of these coins."""
    pairs: dict[str, dict[Pair, PairState]] = defaultdict(dict)
    through: dict[str, int] = defaultdict(int)
    for coin_id, pair, span in await _newest_spans(conn, coin_ids):
        is_open = span.closed_us is None
        pairs[coin_id][pair] = PairState(span if is_open else None, span.closed_us or 0)
        through[coin_id] = max(through[coin_id], span.seen_us)
    for row in await _newest_minutes(conn, coin_ids):
        known = pairs[row.coin_id].get(row.pair, PairState())
        pairs[row.coin_id][row.pair] = known._replace(minute=row.minute)
        through[row.coin_id] = max(through[row.coin_id], row.through_us)
    return {coin_id: StoredCoin(found, through[coin_id]) for coin_id, found in pairs.items()}


async def _newest_spans(conn: AsyncConnection, coin_ids: Sequence[str]) -> list[tuple[str, Pair, Span]]:
    rows = await conn.execute(_NEWEST_SPANS, {"coins": list(coin_ids), "venues": _VENUES})
    return [(row[0], Pair(Venue(row[1]), Venue(row[2])), span_of(*row[3:])) for row in rows]


def span_of(opened: datetime, seen: datetime, best: object, closed: datetime | None, why: str | None) -> Span:
    """A stored span; `best` is the JSON of its snapshot, as it was decoded."""
    snapshot = decoder(Snapshot).decode(msgspec.json.encode(best))
    return Span(to_us(opened), to_us(seen), snapshot, None if closed is None else to_us(closed), why)


async def _newest_minutes(conn: AsyncConnection, coin_ids: Sequence[str]) -> list[MinuteRow]:
    rows = await conn.execute(_NEWEST_MINUTES, {"coins": list(coin_ids), "venues": _VENUES})
    return [
        MinuteRow(
            row.coin_id,
            Pair(Venue(row.buy), Venue(row.sell)),
            restored_minute(
                to_us(row.minute),
                (row.gross_max_bp, row.gross_mean_bp),
                (row.net_max_bp, row.net_mean_bp),
                row.known_us,
            ),
            row.through_us,
        )
        for row in rows
    ]


async def delete_before(conn: AsyncConnection, spans_before: datetime, minutes_before: datetime, most: int) -> int:
    """Delete at most `most` spans that ended, and minutes that began, before these times; returns how many.

    A span that its process left open ended when it was last seen.
    """
    spans, minutes = arbitrage_spans, spread_minutes
    ended = func.coalesce(spans.c.closed_at, spans.c.seen_at)
    old_spans = select(*spans.primary_key).where(ended < spans_before).limit(most)
    old_minutes = select(*minutes.primary_key).where(minutes.c.minute < minutes_before).limit(most)
    gone = 0
    for table, old in ((spans, old_spans), (minutes, old_minutes)):
        found = await conn.execute(delete(table).where(tuple_(*table.primary_key).in_(old)))
        gone = max(gone, found.rowcount)
    return gone
