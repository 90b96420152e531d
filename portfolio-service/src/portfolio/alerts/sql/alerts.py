"""SQL of an owner's alerts. Every statement names the owner: another user's alert is not there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.events.ids import uuid7
from shared.events.people.alerts import AlertChannel
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.alerts.alert import Alert
from portfolio.alerts.joining import Rule
from portfolio.alerts.sql.rows import alert_of, alerts, rule_columns
from portfolio.alerts.tables import THIS_TRANSACTION
from portfolio.alerts.tables import price_alerts as table

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('alerts of ' || :user_id, 0))")


async def count_alerts(conn: AsyncConnection, user_id: UUID) -> int:
    """How many there are; another transaction that counts them waits until this one has ended."""
    await conn.execute(_ONE_AT_A_TIME, {"user_id": str(user_id)})
    return await conn.scalar(select(func.count()).select_from(table).where(table.c.user_id == user_id)) or 0


async def insert_alert(
    conn: AsyncConnection,
    user_id: UUID,
    subject: tuple[str | None, UUID | None],
    rule: Rule,
    *,
    channels: Sequence[AlertChannel],
    note: str | None,
    expires_at: datetime | None,
) -> UUID:
    """`subject`: the coin's id or the portfolio's; the other one is None."""
    alert_id = uuid7()
    coin_id, portfolio_id = subject
    await conn.execute(
        insert(table).values(
            id=alert_id,
            user_id=user_id,
            coin_id=coin_id,
            portfolio_id=portfolio_id,
            channels=[channel.value for channel in channels],
            note=note,
            expires_at=expires_at,
            **rule_columns(rule),
        )
    )
    return alert_id


async def fetch_alert(conn: AsyncConnection, user_id: UUID, alert_id: UUID, *, lock: bool = False) -> Alert | None:
    """With `lock` no event is made of it until the transaction ends."""
    query = alerts().where(table.c.id == alert_id, table.c.user_id == user_id)
    if lock:
        query = query.with_for_update(of=table)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else alert_of(row)


async def fetch_alerts(
    conn: AsyncConnection, user_id: UUID, *, before: UUID | None, limit: int, where: Mapping[str, Any]
) -> list[Alert]:
    """Newest first; `where`: columns and the values that they have."""
    query = alerts().where(table.c.user_id == user_id).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    return [alert_of(row) for row in await conn.execute(query)]


async def update_alert(conn: AsyncConnection, alert_id: UUID, changes: Mapping[str, Any]) -> None:
    values = {"version": table.c.version + 1, "changed": THIS_TRANSACTION, "updated_at": func.now(), **changes}
    await conn.execute(update(table).where(table.c.id == alert_id).values(values))


async def delete_alert(conn: AsyncConnection, user_id: UUID, alert_id: UUID) -> bool:
    """Whether there was one."""
    found = await conn.execute(delete(table).where(table.c.id == alert_id, table.c.user_id == user_id))
    return found.rowcount > 0
