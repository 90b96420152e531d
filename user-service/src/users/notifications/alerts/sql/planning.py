"""SQL that plans an event's deliveries, once however often the event comes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import ColumnElement, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.alerts.alert_delivery import TEST_TYPE, DeliveryState, EventDelivery, PlannedDelivery
from users.tables import alert_deliveries as table
from users.tables import mails, user_preferences, users


@dataclass(frozen=True, slots=True)
class Recipient:
    username: str
    email: str
    email_verified: bool
    wants_mail: bool


async def lock_recipient(conn: AsyncConnection, user_id: UUID) -> Recipient | None:
    """Who is to be informed; None: the account was deleted.

    Until the transaction ends nobody else plans deliveries for this account, and it is not deleted.
    """
    wants_mail = func.coalesce(user_preferences.c.email_alerts, literal(True))
    query = (
        select(users.c.username, users.c.email, users.c.email_verified_at, wants_mail.label("wants_mail"))
        .select_from(users.outerjoin(user_preferences, user_preferences.c.user_id == users.c.id))
        .where(users.c.id == user_id)
        .with_for_update(of=users, key_share=True)
    )
    row = (await conn.execute(query)).one_or_none()
    if row is None:
        return None
    return Recipient(row.username, row.email, row.email_verified_at is not None, row.wants_mail)


async def fetch_planned(conn: AsyncConnection, event_ids: Collection[UUID]) -> set[UUID]:
    """Which of the events came before. A webhook that was added since then is not sent them."""
    return set(await conn.scalars(select(table.c.event_id).where(table.c.event_id.in_(event_ids)).distinct()))


async def insert_deliveries(conn: AsyncConnection, user_id: UUID, deliveries: Sequence[EventDelivery]) -> None:
    rows = [_row(user_id, one, one.planned) for one in deliveries]
    await conn.execute(insert(table).values(rows).on_conflict_do_nothing())


def _row(user_id: UUID, one: EventDelivery, planned: PlannedDelivery) -> dict[str, object]:
    return {
        "delivery_id": uuid7(),
        "event_id": one.event_id,
        "user_id": user_id,
        "channel": planned.channel.value,
        "webhook_id": planned.webhook_id,
        "mail_id": planned.mail_id,
        "message": one.message,
        "fired_at": one.fired_at,
        "state": planned.state.value,
        "last_error": planned.error,
        "next_attempt_at": func.now() if planned.state is DeliveryState.PENDING else None,
        "delivered_at": func.now() if planned.state is DeliveryState.DELIVERED else None,
        "attempts": 1 if planned.state is DeliveryState.DELIVERED else 0,
    }


async def give_up_tests(conn: AsyncConnection, webhook_id: UUID) -> None:
    """End the tests of a webhook that wait: a newer one takes their place."""
    waiting = table.c.webhook_id == webhook_id, table.c.message["type"].astext == TEST_TYPE
    await _give_up(conn, *waiting, error="a newer test took its place")


async def give_up_all(conn: AsyncConnection, webhook_id: UUID, error: str) -> int:
    """End all that waits for a webhook; returns how many. After the webhook's own row is locked, as always."""
    return await _give_up(conn, table.c.webhook_id == webhook_id, error=error)


async def _give_up(conn: AsyncConnection, *which: ColumnElement[bool], error: str) -> int:
    values = {"state": DeliveryState.FAILED.value, "last_error": error, "next_attempt_at": None, "leased_until": None}
    pending = table.c.state == DeliveryState.PENDING.value
    return (await conn.execute(update(table).where(*which, pending).values(values))).rowcount


async def follow_mail(conn: AsyncConnection, mail_id: UUID) -> tuple[DeliveryState, datetime] | None:
    """Let the delivery show what became of its mail; returns its state and when its alert fired."""
    sent, given_up = mails.c.sent_at.is_not(None), mails.c.failed_at.is_not(None)
    state = case((sent, "delivered"), (given_up, "failed"), else_="pending")
    values = {
        "state": state,
        "attempts": mails.c.attempts,
        "last_error": mails.c.error,
        "delivered_at": mails.c.sent_at,
        "next_attempt_at": case((state == "pending", mails.c.next_attempt_at)),
    }
    which = table.c.mail_id == mails.c.mail_id, mails.c.mail_id == mail_id
    done = await conn.execute(update(table).where(*which).values(values).returning(table.c.state, table.c.fired_at))
    row = done.one_or_none()
    return None if row is None else (DeliveryState(row.state), row.fired_at)
