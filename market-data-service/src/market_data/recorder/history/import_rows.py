"""How far imports are, in the table `history_imports`; and the minutes that only the venue's candles can complete."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.clock import from_us, to_us
from shared.events import CandleV1
from shared.events.values import Instrument, Interval, Venue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.candles import HistoryCandle
from market_data.recorder.history.stages import Import
from market_data.recorder.sql.candles import fetch_candles_at

_IMPORTABLE: Final = """
    i.position IS NOT NULL AND i.venue <> 'composite' AND i.disabled_reason IS NULL
    AND i.native IS NOT NULL AND i.followed_since IS NOT NULL
"""
# A target that moves on with the clock is kept for a day, so that progress does not go back all the time.
_NOTE: Final = text(f"""
    INSERT INTO history_imports AS stored (instrument_id, "interval", end_at, reached_at, target_at)
    SELECT i.instrument_id, wanted.name, bucket.end_at, bucket.end_at, wanted.target_at
    FROM instruments i
    CROSS JOIN unnest(CAST(:names AS text[]), CAST(:widths AS interval[]), CAST(:targets AS timestamptz[]))
        AS wanted (name, width, target_at)
    CROSS JOIN LATERAL (
        SELECT date_bin(wanted.width, i.followed_since, timestamptz '2000-01-01 00:00Z') + wanted.width AS end_at
    ) AS bucket
    WHERE {_IMPORTABLE} AND bucket.end_at > wanted.target_at
    ON CONFLICT (instrument_id, "interval") DO UPDATE SET target_at = excluded.target_at
    WHERE stored.target_at NOT BETWEEN excluded.target_at - interval '1 day' AND excluded.target_at
""")  # noqa: S608 - assembled from the constant above
_FETCH: Final = text(f"""
    SELECT i.instrument_id, i.venue, i.base, i.quote, i.coin_id, i.native, i.is_rate, i.followed_since,
           h."interval", h.end_at, h.reached_at, h.target_at, h.is_exhausted
    FROM instruments i JOIN history_imports h USING (instrument_id)
    WHERE {_IMPORTABLE}
    ORDER BY i.is_rate DESC, i.coin_id, i.position
""")  # noqa: S608 - likewise
_REACH: Final = text("""
    UPDATE history_imports SET reached_at = least(reached_at, CAST(:reached AS timestamptz)),
        is_exhausted = is_exhausted OR CAST(:exhausted AS boolean), updated_at = now()
    WHERE instrument_id = CAST(:id AS text) AND "interval" = CAST(:interval AS text)
""")
_SINCE: Final = {
    Interval.MINUTE: text("""
        UPDATE instruments SET minutes_since = least(minutes_since, CAST(:since AS timestamptz))
        WHERE instrument_id = CAST(:id AS text)
    """),
    Interval.HOUR: text("""
        UPDATE instruments SET hours_since = least(hours_since, CAST(:since AS timestamptz))
        WHERE instrument_id = CAST(:id AS text)
    """),
}
_HAS_CANDLES: Final = text("""
    SELECT EXISTS (
        SELECT FROM candles WHERE instrument_id = CAST(:id AS text) AND "interval" = CAST(:interval AS text)
            AND open_time >= CAST(:start AS timestamptz) AND open_time < CAST(:end AS timestamptz)
    )
""")
# The oldest candle of the instrument, of its composite, and of what is folded from them.
_OLDEST: Final = text("""
    SELECT found.instrument_id, found."interval", found.open_time
    FROM instruments own
    JOIN instruments shown ON shown.coin_id = own.coin_id
        AND (shown.instrument_id = own.instrument_id OR shown.venue = 'composite')
    CROSS JOIN unnest(CAST(:levels AS text[])) AS level (name)
    CROSS JOIN LATERAL (
        SELECT instrument_id, "interval", open_time FROM candles
        WHERE instrument_id = shown.instrument_id AND "interval" = level.name AND is_closed
        ORDER BY open_time LIMIT 1
    ) AS found
    WHERE own.instrument_id = CAST(:id AS text)
""")
# The minute in which following began, and holes that cannot be filled by id; as far back as the venue lists minutes,
# and not the newest: resume by id may still fill these.
_HOLES: Final = text(f"""
    SELECT i.instrument_id, doubt.start_at, doubt.end_at
    FROM instruments i
    JOIN unnest(CAST(:venues AS text[]), CAST(:sinces AS timestamptz[])) AS reach (venue, since_at) USING (venue)
    CROSS JOIN LATERAL (
        SELECT i.followed_since AS start_at, i.followed_since AS end_at
        WHERE i.followed_since >= reach.since_at AND EXISTS (
            SELECT FROM candles c
            WHERE c.instrument_id = i.instrument_id AND c."interval" = '1m'
                AND c.open_time = date_trunc('minute', i.followed_since)
                AND c.source = 'trades' AND c.is_closed AND c.status = 'partial'
        )
        UNION ALL
        SELECT g.start_at, g.end_at FROM market_gaps g
        WHERE g.instrument_id = i.instrument_id AND g.state = 'unfillable' AND g.end_at >= reach.since_at
    ) AS doubt
    WHERE {_IMPORTABLE} AND doubt.end_at < CAST(:until AS timestamptz)
    ORDER BY doubt.end_at DESC
    LIMIT :most
""")  # noqa: S608 - likewise
_REPLACEABLE: Final = text("""
    SELECT open_time, source = 'trades' AND is_closed AND status = 'partial' FROM candles
    WHERE instrument_id = CAST(:id AS text) AND "interval" = '1m'
        AND open_time >= CAST(:start AS timestamptz) AND open_time < CAST(:end AS timestamptz)
""")
_MOST_HOLES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Hole:
    """Minutes from the one of `start_us` to the one of `end_us` in which trades are missing for good."""

    instrument_id: str
    start_us: int
    end_us: int

    @property
    def first_us(self) -> int:
        return Interval.MINUTE.floor(self.start_us)

    @property
    def stop_us(self) -> int:
        """The end of its last minute."""
        return Interval.MINUTE.floor(self.end_us) + Interval.MINUTE.us


async def note_targets(conn: AsyncConnection, targets: Mapping[Interval, int]) -> None:
    """Note what is wanted of every instrument that is followed; what is noted already keeps how far it is."""
    await conn.execute(
        _NOTE,
        {
            "names": [interval.value for interval in targets],
            "widths": [timedelta(microseconds=interval.us) for interval in targets],
            "targets": [from_us(target_us) for target_us in targets.values()],
        },
    )


async def fetch_imports(conn: AsyncConnection) -> list[Import]:
    """All imports, done ones too: rates first, then in the catalogue's order."""
    return [
        Import(
            instrument=Instrument(
                venue=Venue(row.venue), base=row.base, quote=row.quote, coin_id=row.coin_id, native=row.native
            ),
            is_rate=row.is_rate,
            followed_since_us=to_us(row.followed_since),
            interval=Interval(row.interval),
            end_us=to_us(row.end_at),
            reached_us=to_us(row.reached_at),
            target_us=to_us(row.target_at),
            is_exhausted=row.is_exhausted,
        )
        for row in await conn.execute(_FETCH)
    ]


async def set_reached(
    conn: AsyncConnection, one: Import, reached_us: int, *, has_candles: bool, is_exhausted: bool
) -> None:
    """Note, in the transaction that stores them, that all candles from `reached_us` on are there."""
    given = {"id": one.instrument.instrument_id, "interval": one.interval.value}
    await conn.execute(_REACH, {**given, "reached": from_us(reached_us), "exhausted": is_exhausted})
    if has_candles and one.interval in _SINCE:
        since = from_us(min(reached_us, one.followed_since_us))
        await conn.execute(_SINCE[one.interval], {"id": given["id"], "since": since})


async def has_candles(conn: AsyncConnection, id_: str, interval: Interval, start_us: int, end_us: int) -> bool:
    """Whether a candle is stored that opens in `[start_us, end_us)`."""
    span = {"start": from_us(start_us), "end": from_us(end_us)}
    return bool(await conn.scalar(_HAS_CANDLES, {"id": id_, "interval": interval.value, **span}))


async def fetch_oldest(conn: AsyncConnection, one: Import) -> list[CandleV1]:
    """The oldest candle of each series that an import has made longer."""
    levels = [interval.value for interval in Interval if interval.us >= one.interval.us]
    rows = await conn.execute(_OLDEST, {"id": one.instrument.instrument_id, "levels": levels})
    return await fetch_candles_at(conn, [(id_, Interval(level), to_us(at)) for id_, level, at in rows])


async def fetch_holes(conn: AsyncConnection, sinces: Mapping[Venue, int], until_us: int) -> list[Hole]:
    """The newest holes, at most 1 000, that ended before `until_us` and not before the venue's time in `sinces`."""
    given = {"venues": [venue.value for venue in sinces], "sinces": [from_us(since) for since in sinces.values()]}
    rows = await conn.execute(_HOLES, {**given, "until": from_us(until_us), "most": _MOST_HOLES})
    return [Hole(id_, to_us(start), to_us(end)) for id_, start, end in rows]


async def fetch_replaceable(conn: AsyncConnection, hole: Hole, given: Sequence[HistoryCandle]) -> Collection[int]:
    """Open times of those candles of the venue that may be stored: where there is none, or only a partial one.

    Where there is none, only minutes that lie wholly in the hole: in others nobody has traded, as far as is known.
    """
    span = {"start": from_us(hole.first_us), "end": from_us(hole.stop_us)}
    rows = await conn.execute(_REPLACEABLE, {"id": hole.instrument_id, **span})
    stored = {to_us(open_time): bool(may_go) for open_time, may_go in rows}
    width = Interval.MINUTE.us
    return {
        at
        for at in (candle.open_time_us for candle in given)
        if stored.get(at, hole.start_us <= at and at + width <= hole.end_us)
    }
