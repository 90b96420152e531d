"""What was followed and what was missed: `market_gaps`, and the spans in `instruments`."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.clock import from_us, to_us
from shared.events import GapState, GapV1
from shared.events.values import Venue
from sqlalchemy import (
    ARRAY,
    CollectionAggregate,
    ColumnElement,
    Text,
    and_,
    any_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.coverage import Coverage, GapSpan, together
from market_data.tables import instruments, market_gaps


@dataclass(frozen=True, slots=True)
class Ledger:
    """Of some coins: each one's composite, and how every instrument of theirs was followed.

    A coin whose symbol another coin has already has no composite: an operator renamed one, or two share a symbol.
    """

    composites: Mapping[str, str]
    coverage: Mapping[str, Coverage]

    def composite_of(self, coin_id: str) -> tuple[str, ...]:
        """The coin's composite, or nothing."""
        found = self.composites.get(coin_id)
        return () if found is None else (found,)


async def fetch_ledger(conn: AsyncConnection, coin_ids: Collection[str], since_us: int) -> Ledger:
    """The ledger of all instruments of these coins, as far as it says something of times from `since_us` on."""
    spans = await _fetch_gaps(conn, coin_ids, since_us)
    rows = await conn.execute(
        select(
            instruments.c.coin_id,
            instruments.c.instrument_id,
            instruments.c.venue,
            instruments.c.followed_since,
            instruments.c.ended_at,
            instruments.c.minutes_since,
            instruments.c.hours_since,
        ).where(instruments.c.coin_id == any_of(coin_ids))
    )
    composites: dict[str, str] = {}
    members: dict[str, dict[str, Coverage]] = defaultdict(dict)
    for coin_id, id_, venue, followed, ended, minutes, hours in rows:
        if venue == Venue.COMPOSITE.value:
            composites[coin_id] = id_
        else:
            members[coin_id][id_] = Coverage(
                _us(followed), _us(ended), _us(minutes), _us(hours), gaps=spans.get(id_, ())
            )
    coverage = {id_: one for of_coin in members.values() for id_, one in of_coin.items()}
    coverage |= {id_: together(members[coin_id].values()) for coin_id, id_ in composites.items()}
    return Ledger(composites, coverage)


async def _fetch_gaps(conn: AsyncConnection, coin_ids: Collection[str], since_us: int) -> Mapping[str, list[GapSpan]]:
    gaps = market_gaps.c
    rows = await conn.execute(
        select(gaps.instrument_id, gaps.start_at, gaps.end_at, gaps.state).where(
            gaps.coin_id == any_of(coin_ids), or_(gaps.end_at.is_(None), gaps.end_at >= from_us(since_us))
        )
    )
    spans: dict[str, list[GapSpan]] = defaultdict(list)
    for id_, start, end, state in rows:
        spans[id_].append(GapSpan(to_us(start), _us(end), state == GapState.CLOSED.value))
    return spans


def any_of(texts: Collection[str]) -> CollectionAggregate[bool]:
    """One parameter however many there are, so that it stays one prepared statement."""
    return any_(literal(list(texts), ARRAY(Text)))


def _us(at: datetime | None) -> int | None:
    return None if at is None else to_us(at)


async def set_followed(conn: AsyncConnection, gap: GapV1) -> bool:
    """Following began: the first time counts. Whether that changed anything."""
    start = from_us(gap.start_us)
    first = func.least(func.coalesce(instruments.c.followed_since, start), start)
    ended = case((instruments.c.ended_at < start, null()), else_=instruments.c.ended_at)
    news = or_(instruments.c.followed_since.is_distinct_from(first), instruments.c.ended_at < start)
    return await _changes(conn, gap, news, followed_since=first, ended_at=ended)


async def set_ended(conn: AsyncConnection, gap: GapV1) -> bool:
    """The tape ended: of several ends the last one counts. Whether that changed anything."""
    end = from_us(gap.end_us if gap.end_us is not None else gap.start_us)
    last = func.greatest(instruments.c.ended_at, end)
    return await _changes(conn, gap, instruments.c.ended_at.is_distinct_from(last), ended_at=last)


async def _changes(conn: AsyncConnection, gap: GapV1, news: ColumnElement[bool], **values: object) -> bool:
    of_it = instruments.c.instrument_id == gap.instrument_id
    done = await conn.execute(update(instruments).where(of_it, news).values(values))
    return done.rowcount > 0


async def upsert_gap(conn: AsyncConnection, gap: GapV1) -> tuple[int, int | None] | None:
    """Store a gap, or its new state; once closed it stays closed.

    Returns the span (µs) of the old and the new entry together; None if nothing changed.
    """
    of_it = select(market_gaps.c.start_at, market_gaps.c.end_at).where(market_gaps.c.gap_id == gap.gap_id)
    before = (await conn.execute(of_it)).first()
    statement = insert(market_gaps).values(
        gap_id=gap.gap_id,
        instrument_id=gap.instrument_id,
        coin_id=gap.coin_id,
        venue=gap.venue.value,
        start_at=from_us(gap.start_us),
        end_at=None if gap.end_us is None else from_us(gap.end_us),
        first_id=gap.first_id,
        last_id=gap.last_id,
        state=gap.state.value,
        reason=gap.reason,
        as_of=from_us(gap.as_of_us),
    )
    old, new = market_gaps.c, statement.excluded
    names = ("start_at", "end_at", "first_id", "last_id", "state", "reason")
    news = or_(*(old[name].is_distinct_from(new[name]) for name in names))
    stays = and_(old.state == GapState.CLOSED.value, new.state != GapState.CLOSED.value)
    done = await conn.execute(
        statement.on_conflict_do_update(
            index_elements=[old.gap_id],
            set_={name: new[name] for name in (*names, "as_of")},
            where=and_(news, ~stays),
        )
    )
    if done.rowcount == 0:
        return None
    if before is None:
        return gap.start_us, gap.end_us
    ends = (gap.end_us, _us(before.end_at))
    return min(gap.start_us, to_us(before.start_at)), _latest(ends)


def _latest(ends: tuple[int | None, int | None]) -> int | None:
    """The later end; None is no end at all."""
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None
