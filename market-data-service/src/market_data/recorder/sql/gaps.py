"""What was followed and what was missed: `market_gaps`, and the spans in `instruments`."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.clock import from_us, to_us
from shared.events import GapClosing, GapState, GapV1
from shared.events.values import Venue
from sqlalchemy import ColumnElement, and_, case, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.coverage import Coverage, GapEntry, GapSpan, together
from market_data.recorder.sql.instruments import any_of
from market_data.tables import FOR_EVER, instruments, market_gaps


@dataclass(frozen=True, slots=True)
class Ledger:
    """Of some instruments and all others of their coins: each one's composite, and how each was followed.

    Which coin an instrument belongs to is what `instruments` says, whatever its trades and gaps said when they came.
    A coin whose symbol another coin has already has no composite.
    """

    composites: Mapping[str, str]
    """By instrument."""
    coverage: Mapping[str, Coverage]

    def composite_of(self, instrument_id: str) -> tuple[str, ...]:
        """The composite of the instrument's coin, or nothing."""
        found = self.composites.get(instrument_id)
        return () if found is None else (found,)


async def fetch_ledger(conn: AsyncConnection, ids: Collection[str], since_us: int) -> Ledger:
    """The ledger of these instruments' coins, as far as it says something of times from `since_us` on."""
    members, composites = await _fetch_members(conn, ids)
    spans = await _fetch_gaps(conn, [id_ for of_coin in members.values() for id_ in of_coin], since_us)
    coverage = {
        id_: replace(one, gaps=spans.get(id_, ())) for of_coin in members.values() for id_, one in of_coin.items()
    }
    composite_of = {id_: composites[coin_id] for coin_id in composites for id_ in members[coin_id]}
    coverage |= {
        composite: together(coverage[id_] for id_ in members[coin_id]) for coin_id, composite in composites.items()
    }
    return Ledger(composite_of, coverage)


async def _fetch_members(
    conn: AsyncConnection, ids: Collection[str]
) -> tuple[Mapping[str, Mapping[str, Coverage]], Mapping[str, str]]:
    """By coin: its instruments, without their gaps, and its composite."""
    theirs = select(instruments.c.coin_id).where(instruments.c.instrument_id == any_of(ids))
    rows = await conn.execute(
        select(
            instruments.c.coin_id,
            instruments.c.instrument_id,
            instruments.c.venue,
            instruments.c.followed_since,
            instruments.c.ended_at,
            instruments.c.minutes_since,
            instruments.c.hours_since,
        ).where(instruments.c.coin_id.in_(theirs))
    )
    members: dict[str, dict[str, Coverage]] = defaultdict(dict)
    composites: dict[str, str] = {}
    for coin_id, id_, venue, followed, ended, minutes, hours in rows:
        if venue == Venue.COMPOSITE.value:
            composites[coin_id] = id_
        else:
            members[coin_id][id_] = Coverage(_us(followed), _us(ended), _us(minutes), _us(hours))
    return members, composites


async def _fetch_gaps(conn: AsyncConnection, ids: Collection[str], since_us: int) -> Mapping[str, list[GapSpan]]:
    gaps = market_gaps.c
    rows = await conn.execute(
        select(
            gaps.instrument_id,
            gaps.start_at,
            gaps.end_at,
            gaps.state,
            gaps.first_id,
            gaps.last_id,
            gaps.reason,
            gaps.closed_by,
            gaps.trades_filled,
        ).where(gaps.instrument_id == any_of(ids), func.coalesce(gaps.end_at, FOR_EVER) >= from_us(since_us))
    )
    spans: dict[str, list[GapSpan]] = defaultdict(list)
    for id_, start, end, state, first_id, last_id, reason, closed_by, filled in rows:
        entry = GapEntry(id_, first_id, last_id, reason, GapClosing(closed_by) if closed_by else None, filled)
        spans[id_].append(GapSpan(to_us(start), _us(end), state == GapState.CLOSED.value, entry))
    return spans


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
        closed_by=gap.closed_by,
        trades_filled=gap.trades_filled,
    )
    old, new = market_gaps.c, statement.excluded
    names = ("start_at", "end_at", "first_id", "last_id", "state", "reason", "closed_by", "trades_filled")
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
