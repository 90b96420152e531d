"""SQL of mails: queued in the transaction that gives rise to them, claimed when they are due."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.mail.mail import Mail, MailKind, checked_address, checked_parameters
from users.tables import mails

# Parameters may hold a token: they are cleared once the mail is sent or given up.
_NOTHING: Final[dict[str, str]] = {}


async def insert_mail(
    conn: AsyncConnection, user_id: UUID, kind: MailKind, recipient: str, parameters: Mapping[str, str]
) -> UUID:
    """Queue a mail to `recipient`; returns its id. Its row is deleted with the account.

    Raises:
        ValueError: the recipient is not one mail address, or the text lacks a parameter.
    """
    mail_id = uuid7()
    row = {"mail_id": mail_id, "user_id": user_id, "kind": kind.value, "recipient": checked_address(recipient)}
    await conn.execute(insert(mails).values(**row, parameters=checked_parameters(kind, parameters)))
    return mail_id


async def claim_mails(conn: AsyncConnection, limit: int, *, first: timedelta, cap: timedelta) -> list[Mail]:
    """Take mails that are due, and plan the next attempt of each, in case this one fails or the process dies."""
    waiting = mails.c.sent_at.is_(None), mails.c.failed_at.is_(None), mails.c.next_attempt_at <= func.now()
    due = select(mails.c.mail_id).where(*waiting).order_by(mails.c.next_attempt_at).limit(limit)
    ceiling = func.least(cap.total_seconds(), first.total_seconds() * func.power(2, func.least(mails.c.attempts, 30)))
    wait = func.make_interval(0, 0, 0, 0, 0, 0, ceiling * (1 + func.random()) / 2)
    rows = await conn.execute(
        update(mails)
        .where(mails.c.mail_id.in_(due.with_for_update(skip_locked=True)))
        .values(attempts=mails.c.attempts + 1, next_attempt_at=func.now() + wait)
        .returning(mails.c.mail_id, mails.c.kind, mails.c.recipient, mails.c.parameters, mails.c.created_at)
    )
    return [Mail(row.mail_id, MailKind(row.kind), row.recipient, row.parameters, row.created_at) for row in rows]


async def mark_sent(conn: AsyncConnection, mail_id: UUID) -> None:
    await _update(conn, mail_id, sent_at=func.now(), parameters=_NOTHING, error=None)


async def mark_failed(conn: AsyncConnection, mail_id: UUID, error: str, *, for_good: bool) -> None:
    given_up = {"failed_at": func.now(), "parameters": _NOTHING} if for_good else {}
    await _update(conn, mail_id, error=error, **given_up)


async def _update(conn: AsyncConnection, mail_id: UUID, **values: Any) -> None:
    await conn.execute(update(mails).where(mails.c.mail_id == mail_id).values(**values))
