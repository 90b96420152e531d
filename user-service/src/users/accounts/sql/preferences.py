"""SQL of preferences. A user has a row once something was set."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from users.accounts.preferences import DefaultRange, Palette, Preferences, ShownTimeZone, Theme
from users.tables import user_preferences as table


async def fetch_preferences(conn: AsyncConnection, user_id: UUID) -> Preferences:
    row = (await conn.execute(select(table).where(table.c.user_id == user_id))).one_or_none()
    return Preferences() if row is None else _of(row)


async def upsert_preferences(conn: AsyncConnection, user_id: UUID, changes: Mapping[str, Any]) -> Preferences:
    """Set some of them, and return all. Two changes at once both stay, if they are of different fields."""
    first = asdict(replace(Preferences(), **changes))
    statement = insert(table).values(user_id=user_id, **first)
    values = {**changes, "updated_at": func.now()}
    result = await conn.execute(
        statement.on_conflict_do_update(index_elements=[table.c.user_id], set_=values).returning(table)
    )
    return _of(result.one())


def _of(row: Any) -> Preferences:
    return Preferences(
        theme=Theme(row.theme),
        palette=Palette(row.palette),
        currency=row.currency,
        email_security=row.email_security,
        email_alerts=row.email_alerts,
        default_coin=row.default_coin,
        default_range=DefaultRange(row.default_range),
        time_zone=ShownTimeZone(row.time_zone),
        chart_indicators=row.chart_indicators,
        large_trades=row.large_trades,
    )
