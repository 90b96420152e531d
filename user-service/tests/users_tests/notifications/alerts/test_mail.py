from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from shared.events import AlertChannel, AlertV1
from sqlalchemy import func, update
from users.notifications.alerts.mail_follower import on_mail_changed
from users.notifications.alerts.planning import plan_deliveries
from users.notifications.mail.delivery import Delivery, DeliverySchedule
from users.notifications.mail.message import Composer
from users.notifications.mail.transports import FolderTransport, SmtpTransport, Transport
from users.tables import mails, user_preferences, users

from ...people import Person
from ..mail.smtp_server import SmtpServer, serving
from .fired import deliveries, fired

COMPOSER = Composer.of("Tidemark <no-reply@tidemark.example>", "https://tidemark.example")
AT_ONCE = DeliverySchedule(first=timedelta(0), cap=timedelta(0))


def job(person: Person, transport: Transport) -> Delivery:
    return Delivery(person.database, COMPOSER, transport, AT_ONCE, follow=on_mail_changed)


async def plan(person: Person, event: AlertV1) -> Any:
    """Plan the event's mail, and nothing else that waits in this database."""
    async with person.database.begin() as conn:
        await conn.execute(update(mails).values(sent_at=func.now()))
        await plan_deliveries(conn, event.user_id, [event], mail_is_set_up=True)
    (row,) = await deliveries(person, event)
    return row


def the_one_in(folder: Path) -> EmailMessage:
    (file,) = folder.glob("*.eml")
    return message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)


async def test_the_mail_says_what_happened_and_its_delivery_is_noted(person: Person, tmp_path: Path) -> None:
    labels = {"channel": "mail", "state": "delivered"}
    before = REGISTRY.get_sample_value("alert_deliveries_total", labels) or 0
    event = fired(person, AlertChannel.MAIL, mode="simulated", note="sell half")
    assert (await plan(person, event)).state == "pending"

    await job(person, FolderTransport(tmp_path)).send_due()

    message = the_one_in(tmp_path)
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert (message["To"], message["Subject"]) == (person.email, "Your alert has fired")
    assert "Your alert about Bitcoin (BTC) fired on 20" in text
    assert "price has risen above 70000, it is 70001.50" in text
    assert "SIMULATED: " in text
    assert "Your note: sell half" in text
    assert "https://tidemark.example/portfolio?view=alerts" in text
    (row,) = await deliveries(person, event)
    assert (row.state, row.attempts, row.last_error) == ("delivered", 1, None)
    assert row.delivered_at is not None
    assert REGISTRY.get_sample_value("alert_deliveries_total", labels) == before + 1


async def test_a_delivery_shows_what_keeps_its_mail_and_that_it_was_given_up(person: Person) -> None:
    event = fired(person, AlertChannel.MAIL)
    await plan(person, event)

    async with serving(SmtpServer(after_data="451 not now")) as server:
        sender = job(person, SmtpTransport("127.0.0.1", server.port, "smtp+plain"))
        await sender.send_due()
        (later,) = await deliveries(person, event)
        server.at_rcpt = "550 no such user"
        await sender.send_due()
        (given_up,) = await deliveries(person, event)

    assert (later.state, later.attempts, later.last_error) == ("pending", 1, "SMTPDataError 451")
    assert later.next_attempt_at is not None
    assert (given_up.state, given_up.attempts, given_up.next_attempt_at) == ("failed", 2, None)


@pytest.mark.parametrize("why", ["not confirmed", "turned off"])
async def test_no_mail_goes_to_an_address_that_is_not_confirmed_or_whose_owner_wants_none(
    person: Person, why: str
) -> None:
    async with person.database.begin() as conn:
        if why == "turned off":
            values = {"user_id": person.user_id, "email_alerts": False}
            await conn.execute(user_preferences.insert().values(values))
        else:
            unconfirmed = update(users).where(users.c.id == person.user_id).values(email_verified_at=None)
            await conn.execute(unconfirmed)

    row = await plan(person, fired(person, AlertChannel.MAIL))

    assert row.state == "failed"
    assert why in row.last_error
    assert await person.rows(mails) == []
