"""The outbox at rest: mails are queued in the transaction that gives rise to them."""

from uuid import UUID

from shared.ids import uuid7
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from users.mail import MailKind
from users.tables import mails


async def insert_mail(
    conn: AsyncConnection, user_id: UUID | None, kind: MailKind, recipient: str, parameters: dict[str, str]
) -> None:
    """Queue a mail. `user_id` None: it is to be sent although the account goes."""
    row = {"mail_id": uuid7(), "user_id": user_id, "kind": kind.value, "recipient": recipient}
    await conn.execute(insert(mails).values(**row, parameters=parameters))
