"""SQL of webhooks, as their owners add, read, change and delete them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.webhooks.webhook import PausedReason, Webhook, WebhookSecret
from users.tables import users
from users.tables import webhooks as table

_SECRETS = ("secret", "previous_secret", "previous_secret_until")
_COLUMNS = tuple(column for column in table.c if column.name not in (*_SECRETS, "user_id"))


async def insert_webhook(
    conn: AsyncConnection, user_id: UUID, url: str, description: str | None, secret: WebhookSecret
) -> Webhook:
    row = {"webhook_id": uuid7(), "user_id": user_id, "url": url, "description": description, "secret": secret.raw}
    return _of((await conn.execute(insert(table).values(row).returning(*_COLUMNS))).one())


async def count_webhooks(conn: AsyncConnection, user_id: UUID) -> int:
    """How many webhooks a user has. Until the transaction ends, no other one can count or add."""
    await conn.execute(select(users.c.id).where(users.c.id == user_id).with_for_update(key_share=True))
    return await conn.scalar(select(func.count()).select_from(table).where(table.c.user_id == user_id)) or 0


async def fetch_webhooks(conn: AsyncConnection, user_id: UUID, *, before: UUID | None, limit: int) -> list[Webhook]:
    """A user's webhooks, newest first."""
    query = select(*_COLUMNS).where(table.c.user_id == user_id).order_by(table.c.webhook_id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.webhook_id < before)
    return [_of(row) for row in await conn.execute(query)]


async def fetch_active_webhook_ids(conn: AsyncConnection, user_id: UUID) -> list[UUID]:
    """Those that are not paused; until the transaction ends, none of them can be."""
    active = select(table.c.webhook_id).where(table.c.user_id == user_id, table.c.paused_at.is_(None))
    return list(await conn.scalars(active.order_by(table.c.webhook_id).with_for_update(read=True)))


async def fetch_webhook(conn: AsyncConnection, user_id: UUID, webhook_id: UUID, *, lock: bool) -> Webhook | None:
    """A user's webhook, with `lock` unchanged until the transaction ends; None: the user has none with this id."""
    mine = select(*_COLUMNS).where(table.c.webhook_id == webhook_id, table.c.user_id == user_id)
    row = (await conn.execute(mine.with_for_update(key_share=True) if lock else mine)).one_or_none()
    return None if row is None else _of(row)


async def update_webhook(conn: AsyncConnection, webhook_id: UUID, changes: Mapping[str, str | None]) -> None:
    """Set `url` and `description`, those that are given."""
    await conn.execute(update(table).where(table.c.webhook_id == webhook_id).values(**changes))


async def pause_webhook(conn: AsyncConnection, webhook_id: UUID, reason: PausedReason | None) -> None:
    """Send nothing to it any more; None: send again."""
    paused_at = None if reason is None else func.now()
    values = {"paused_at": paused_at, "paused_reason": reason and reason.value}
    await conn.execute(update(table).where(table.c.webhook_id == webhook_id).values(values))


async def replace_secret(conn: AsyncConnection, webhook_id: UUID, secret: WebhookSecret, overlap: timedelta) -> None:
    """Sign with `secret`, and for as long as `overlap` with the one before, too."""
    values = {
        "previous_secret": table.c.secret,
        "previous_secret_until": func.now() + overlap,
        "secret": secret.raw,
    }
    await conn.execute(update(table).where(table.c.webhook_id == webhook_id).values(values))


async def record_attempt(conn: AsyncConnection, webhook_id: UUID, *, status: int | None, error: str | None) -> None:
    """Note how the last request to it ended; no error: it was accepted."""
    values: dict[str, Any] = {"last_attempt_at": func.now(), "last_status": status, "last_error": error}
    if error is None:
        values["last_delivered_at"] = func.now()
    await conn.execute(update(table).where(table.c.webhook_id == webhook_id).values(values))


async def delete_webhook(conn: AsyncConnection, user_id: UUID, webhook_id: UUID) -> str | None:
    """Delete a user's webhook with its log and what waits for it; returns its URL, None if there was none."""
    mine = and_(table.c.webhook_id == webhook_id, table.c.user_id == user_id)
    url: str | None = await conn.scalar(delete(table).where(mine).returning(table.c.url))
    return url


def _of(row: Any) -> Webhook:
    return Webhook(
        webhook_id=row.webhook_id,
        url=row.url,
        description=row.description,
        created_at=row.created_at,
        paused_at=row.paused_at,
        paused_reason=None if row.paused_reason is None else PausedReason(row.paused_reason),
        last_attempt_at=row.last_attempt_at,
        last_delivered_at=row.last_delivered_at,
        last_status=row.last_status,
        last_error=row.last_error,
    )
