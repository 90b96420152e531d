"""The job that sends queued mails, at least once: after a crash a mail may go out again, with the same Message-ID."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from shared.data.database import Database
from shared.data.retry import of, retry
from shared.errors import UnavailableError
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.mail import sql as store
from users.notifications.mail.mail import Mail, MailKind
from users.notifications.mail.message import Composer
from users.notifications.mail.transports import FolderTransport, SmtpTransport, Transport, UndeliveredError
from users.settings import Settings

log = get_logger(__name__)

MAILS: Final = Counter("users_mails_total", "Attempts to send a mail", ["kind", "outcome"])
Follow = Callable[[AsyncConnection, UUID], Awaitable[None]]
"""Notes elsewhere what became of a mail, in the transaction that notes it here."""

_AT_ONCE: Final = 10
_POLL_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class DeliverySchedule:
    """How long to wait between attempts (doubled each time, capped, with jitter), and when to give up.

    `first` is longer than an attempt can take: no second one begins while the first is on its way.
    """

    first: timedelta = timedelta(minutes=1)
    cap: timedelta = timedelta(hours=1)
    give_up: timedelta = timedelta(days=3)


class Delivery:
    def __init__(
        self,
        database: Database,
        composer: Composer,
        transport: Transport,
        schedule: DeliverySchedule | None = None,
        *,
        follow: Follow | None = None,
    ) -> None:
        self._database = database
        self._composer = composer
        self._transport = transport
        self._patience = schedule or DeliverySchedule()
        self._follow = follow

    async def run(self) -> None:
        """Send what is due, for ever. A background job."""
        while True:
            # The watch over the database reports it in readiness.
            if not await retry(self.send_due, on=of(UnavailableError), name="database", first=0.5, cap=10):
                await asyncio.sleep(_POLL_SECONDS)

    async def send_due(self) -> int:
        """Try each mail that is due once, a few at a time; return how many were tried.

        Raises:
            UnavailableError: the database is away. What was sent meanwhile comes again.
        """
        schedule = self._patience
        async with self._database.begin() as conn:
            due = await store.claim_mails(conn, _AT_ONCE, first=schedule.first, cap=schedule.cap)
        await asyncio.gather(*map(self._deliver, due))
        return len(due)

    async def _deliver(self, mail: Mail) -> None:
        try:
            await self._transport.send(self._composer.compose(mail))
        except UndeliveredError as error:
            await self._on_undelivered(mail, error)
        else:
            MAILS.labels(mail.kind, "sent").inc()
            async with self._database.begin() as conn:
                await store.mark_sent(conn, mail.mail_id)
                await self._tell(conn, mail)

    async def _on_undelivered(self, mail: Mail, error: UndeliveredError) -> None:
        given_up = error.for_good or datetime.now(UTC) - mail.created_at >= self._patience.give_up
        MAILS.labels(mail.kind, "given_up" if given_up else "failed").inc()
        log.warning("mail not sent", mail=str(mail.mail_id), kind=mail.kind, given_up=given_up, error=str(error))
        async with self._database.begin() as conn:
            await store.mark_failed(conn, mail.mail_id, str(error), for_good=given_up)
            await self._tell(conn, mail)

    async def _tell(self, conn: AsyncConnection, mail: Mail) -> None:
        if mail.kind is MailKind.ALERT_FIRED and self._follow is not None:
            await self._follow(conn, mail.mail_id)


def make_delivery(settings: Settings, database: Database, *, follow: Follow | None = None) -> Delivery | None:
    """To the SMTP server if there is one, else into the folder; without either no mail is ever sent.

    Raises:
        ValueError: the server's URL or the sender is not one.
    """
    transport: Transport
    if settings.smtp_url is not None:
        transport = SmtpTransport.of(settings.smtp_url.get_secret_value())
    elif settings.mail_outbox is not None:
        transport = FolderTransport(Path(settings.mail_outbox))
    else:
        log.warning("neither SMTP_URL nor MAIL_OUTBOX is set: no mail will be sent")
        return None
    return Delivery(database, Composer.of(settings.mail_from, settings.public_url), transport, follow=follow)
