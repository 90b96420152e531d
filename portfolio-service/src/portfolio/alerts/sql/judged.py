"""SQL of the evaluation: what is armed, what has changed, and the writing of what was judged."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from shared.clock import from_us
from shared.events import AlertV1, encode
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.alerts.alert import Alert, AlertState
from portfolio.alerts.joining import Memory
from portfolio.alerts.sql.rows import alert_of, alerts
from portfolio.alerts.tables import price_alerts as table

_OLDEST_OPEN: Final = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
# Only of the version that was judged: of two replicas, or a replay, one writes.
_UPDATE: Final = text("""
    UPDATE price_alerts AS alert
    SET memory = judged.memory, state = judged.state, version = alert.version + 1,
        changed = pg_current_xact_id()::text::bigint, fired_at = coalesce(judged.fired_at, alert.fired_at)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:versions AS bigint[]), CAST(:memories AS jsonb[]), CAST(:states AS text[]),
        CAST(:fired AS timestamptz[])) AS judged (id, version, memory, state, fired_at)
    WHERE alert.id = judged.id AND alert.version = judged.version AND alert.state = 'armed'
    RETURNING alert.id
""")
_INSERT_EVENTS: Final = text("""
    INSERT INTO alert_events (event_id, alert_id, fired_at, as_of, observed, unpublished)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:alerts AS uuid[]), CAST(:fired AS timestamptz[]),
        CAST(:as_of AS timestamptz[]), CAST(:observed AS jsonb[]), CAST(:messages AS bytea[]))
""")
_EXPIRE: Final = text("""
    UPDATE price_alerts
    SET state = 'expired', version = version + 1, changed = pg_current_xact_id()::text::bigint, updated_at = now()
    WHERE state IN ('armed', 'paused') AND expires_at <= now()
""")


class Judged(NamedTuple):
    """What has become of an alert of this version, and the events that this made, oldest first."""

    alert_id: UUID
    version: int
    memory: Memory
    state: AlertState
    events: Sequence[AlertV1]


async def fetch_armed_subjects(conn: AsyncConnection) -> list[tuple[str | None, UUID | None]]:
    query = select(table.c.coin_id, table.c.portfolio_id).where(table.c.state == AlertState.ARMED).distinct()
    return [(row.coin_id, row.portfolio_id) for row in await conn.execute(query)]


async def fetch_armed(conn: AsyncConnection, subjects: Collection[tuple[str | None, UUID | None]]) -> list[Alert]:
    """All armed alerts of some coins and portfolios."""
    coins = [coin_id for coin_id, _ in subjects if coin_id is not None]
    owned = [portfolio_id for _, portfolio_id in subjects if portfolio_id is not None]
    query = alerts().where(
        table.c.state == AlertState.ARMED, table.c.coin_id.in_(coins) | table.c.portfolio_id.in_(owned)
    )
    return [alert_of(row) for row in await conn.execute(query)]


async def fetch_alerts_by_id(conn: AsyncConnection, alert_ids: Collection[UUID]) -> list[Alert]:
    return [alert_of(row) for row in await conn.execute(alerts().where(table.c.id.in_(alert_ids)))]


async def fetch_armed_ids(conn: AsyncConnection) -> set[UUID]:
    return set(await conn.scalars(select(table.c.id).where(table.c.state == AlertState.ARMED)))


async def fetch_oldest_open(conn: AsyncConnection) -> int:
    """What transactions from this one on have changed may not be visible yet; all older ones have ended."""
    return int(await conn.scalar(_OLDEST_OPEN) or 0)


async def fetch_changed(conn: AsyncConnection, since: int) -> list[Alert]:
    """Alerts that a transaction from `since` on has changed, in whatever order they were committed."""
    return [alert_of(row) for row in await conn.execute(alerts().where(table.c.changed >= since))]


async def write_judged(conn: AsyncConnection, judged: Sequence[Judged]) -> set[UUID]:
    """Store memories and events; returns the alerts that were of the version that was judged, and were written."""
    columns = {
        "ids": [one.alert_id for one in judged],
        "versions": [one.version for one in judged],
        "memories": [encode(one.memory).decode() for one in judged],
        "states": [one.state.value for one in judged],
        "fired": [from_us(one.events[-1].fired_at_us) if one.events else None for one in judged],
    }
    written = set(await conn.scalars(_UPDATE, columns))
    events = [event for one in judged if one.alert_id in written for event in one.events]
    if events:
        await conn.execute(
            _INSERT_EVENTS,
            {
                "ids": [event.event_id for event in events],
                "alerts": [event.alert_id for event in events],
                "fired": [from_us(event.fired_at_us) for event in events],
                "as_of": [from_us(event.as_of_us) for event in events],
                "observed": [msgspec.json.encode(event.observed).decode() for event in events],
                "messages": [encode(event) for event in events],
            },
        )
    return written


async def expire(conn: AsyncConnection) -> int:
    """How many alerts have come to their end just now."""
    return (await conn.execute(_EXPIRE)).rowcount


async def count_armed(conn: AsyncConnection) -> int:
    return await conn.scalar(select(func.count()).select_from(table).where(table.c.state == AlertState.ARMED)) or 0
