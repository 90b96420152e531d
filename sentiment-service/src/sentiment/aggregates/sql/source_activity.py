"""SQL of what sources have given: when one last answered, and how many documents of the last day are theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.aggregates.sql.scored_documents import SHOWN
from sentiment.tables import documents, source_states

_WITHOUT_TEXTS: Final = "fear_greed"
_LEFT_OUT: Final = "left_out"


class Given(NamedTuple):
    """Documents published since a time. `left_out`: how many more, by reason."""

    documents: int
    newest_at: datetime | None
    left_out: Mapping[str, int]


class StoredState(NamedTuple):
    state: str
    reason: str | None
    last_success_at: datetime | None
    next_attempt_at: datetime | None


async def fetch_heard_at(conn: AsyncConnection) -> datetime | None:
    """When any source of texts last answered."""
    statement = select(func.max(source_states.c.last_success_at)).where(source_states.c.kind != _WITHOUT_TEXTS)
    found: datetime | None = await conn.scalar(statement)
    return found


async def fetch_given(conn: AsyncConnection, since: datetime) -> Mapping[str, Given]:
    """By source."""
    columns = documents.c.source, documents.c.state, documents.c.reason
    rows = await conn.execute(
        select(*columns, func.count(), func.max(documents.c.received_at))
        .where(documents.c.published_at >= since, documents.c.state.in_((*SHOWN, _LEFT_OUT)))
        .group_by(*columns)
    )
    counts: dict[str, int] = {}
    newest: dict[str, datetime] = {}
    left_out: dict[str, dict[str, int]] = {}
    for source, state, reason, count, newest_at in rows:
        newest[source] = max(newest.get(source, newest_at), newest_at)
        if state == _LEFT_OUT:
            left_out.setdefault(source, {})[reason or ""] = count
        else:
            counts[source] = counts.get(source, 0) + count
    return {source: Given(counts.get(source, 0), at, left_out.get(source, {})) for source, at in newest.items()}


async def fetch_states(conn: AsyncConnection) -> Mapping[str, StoredState]:
    table = source_states.c
    statement = select(table.source, table.state, table.reason, table.last_success_at, table.next_attempt_at)
    return {source: StoredState(*row) for source, *row in await conn.execute(statement)}
