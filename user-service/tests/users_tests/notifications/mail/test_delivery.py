import asyncio
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from shared.data.database import Database
from shared.events.ids import uuid7
from sqlalchemy import func, insert, select, update
from stack.testing import eventually
from users.notifications.mail.delivery import MAILS, Delivery, DeliverySchedule, make_delivery
from users.notifications.mail.mail import MailKind
from users.notifications.mail.message import Composer
from users.notifications.mail.sql import insert_mail
from users.notifications.mail.transports import FolderTransport, SmtpTransport
from users.settings import Settings
from users.tables import mails, users

from .smtp_server import SmtpServer, serving

COMPOSER = Composer.of("Tidemark <no-reply@tidemark.example>", "http://127.0.0.1:8000")
AT_ONCE = DeliverySchedule(first=timedelta(0), cap=timedelta(0))


@dataclass
class Owner:
    database: Database
    user_id: UUID
    email: str

    async def queue(self) -> None:
        words = {"username": "ada", "token": "t0ken"}
        async with self.database.begin() as conn:
            await insert_mail(conn, self.user_id, MailKind.VERIFY_EMAIL, self.email, words)

    async def row(self) -> Any:
        async with self.database.begin() as conn:
            return (await conn.execute(select(mails).where(mails.c.user_id == self.user_id))).one_or_none()

    async def change(self, **values: Any) -> None:
        async with self.database.begin() as conn:
            await conn.execute(update(mails).where(mails.c.user_id == self.user_id).values(**values))


@pytest.fixture
async def owner(app: FastAPI) -> Owner:
    user_id, database = uuid7(), app.state.dependencies.database
    name = user_id.hex
    async with database.begin() as conn:
        await conn.execute(update(mails).values(sent_at=func.now()))  # what other tests left
        row = {"id": user_id, "username": name, "email": f"{name}@example.org", "password_hash": "-"}
        await conn.execute(insert(users).values(**row))
    return Owner(database, user_id, f"{name}@example.org")


def delivery(owner: Owner, server: SmtpServer, schedule: DeliverySchedule = AT_ONCE) -> Delivery:
    return Delivery(owner.database, COMPOSER, SmtpTransport("127.0.0.1", server.port, "smtp+plain"), schedule)


async def test_a_queued_mail_is_sent_once_and_its_token_is_gone(owner: Owner) -> None:
    await owner.queue()

    async with serving(SmtpServer()) as server:
        assert [await delivery(owner, server).send_due() for _ in range(2)] == [1, 0]

    assert len(server.received) == 1
    assert b"#token=3Dt0ken" in server.received[0]
    row = await owner.row()
    assert row.sent_at is not None
    assert row.parameters == {}


async def test_a_mail_whose_transaction_fails_is_never_sent(owner: Owner) -> None:
    async def queue_and_fail() -> None:
        async with owner.database.begin() as conn:
            await insert_mail(conn, owner.user_id, MailKind.PASSWORD_CHANGED, owner.email, {"username": "ada"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await queue_and_fail()

    assert await owner.row() is None


async def test_a_mail_outlives_a_server_that_is_away_and_comes_under_one_id(owner: Owner) -> None:
    await owner.queue()
    async with serving(SmtpServer(after_data="451 not now")) as server:
        again = delivery(owner, server)
        await again.send_due()
    row = await owner.row()
    assert (row.attempts, row.sent_at, row.parameters["token"], row.error) == (1, None, "t0ken", "SMTPDataError 451")
    await again.send_due()  # nobody listens
    server.after_data = "250 ok"

    async with serving(server):
        await again.send_due()
        await owner.change(sent_at=None, parameters={"username": "ada", "token": "t0ken"})  # as after a crash
        await again.send_due()

    first, second = map(message_from_bytes, server.received)
    assert first["Message-ID"] == second["Message-ID"]


async def test_attempts_come_ever_more_rarely_up_to_a_bound(owner: Owner) -> None:
    await owner.queue()
    schedule = DeliverySchedule(first=timedelta(seconds=60), cap=timedelta(hours=1))
    for attempts, longest in ((0, 60), (1, 120), (5, 1_920), (6, 3_600), (500, 3_600)):
        await owner.change(attempts=attempts, next_attempt_at=func.now())
        await delivery(owner, SmtpServer(port=1), schedule).send_due()
        async with owner.database.begin() as conn:
            wait = mails.c.next_attempt_at - func.now()
            planned = await conn.scalar(select(wait).where(mails.c.user_id == owner.user_id))
        assert planned is not None
        assert longest / 2 - 10 <= planned.total_seconds() <= longest


@pytest.mark.parametrize(("answer", "age"), [("550 no such user", 0), ("451 later", 3)])
async def test_a_mail_that_will_never_arrive_is_given_up_and_counted(owner: Owner, answer: str, age: int) -> None:
    given_up = MAILS.labels(MailKind.VERIFY_EMAIL, "given_up")
    before = given_up._value.get()
    await owner.queue()
    await owner.change(created_at=func.now() - timedelta(days=age))

    async with serving(SmtpServer(at_rcpt=answer)) as server:
        assert [await delivery(owner, server).send_due() for _ in range(2)] == [1, 0]

    row = await owner.row()
    assert row.failed_at is not None
    assert row.parameters == {}
    assert given_up._value.get() == before + 1


async def test_two_processes_send_a_mail_once(owner: Owner) -> None:
    for _ in range(4):
        await owner.queue()

    async with serving(SmtpServer()) as server:
        schedule = DeliverySchedule(first=timedelta(minutes=1))
        one, other = delivery(owner, server, schedule), delivery(owner, server, schedule)
        taken = await asyncio.gather(one.send_due(), other.send_due(), one.send_due())

    assert sum(taken) == len(server.received) == 4


async def test_the_job_sends_what_is_queued_while_it_runs(owner: Owner, tmp_path: Path) -> None:
    job = asyncio.create_task(Delivery(owner.database, COMPOSER, FolderTransport(tmp_path)).run())
    await owner.queue()

    assert await eventually(lambda: list(tmp_path.glob("*.eml")))
    job.cancel()
    await asyncio.wait([job])
    assert job.cancelled()


async def test_a_server_comes_before_the_folder_and_without_either_nothing_is_sent(
    owner: Owner, settings: Settings
) -> None:
    server, folder = {"smtp_url": SecretStr("smtps://mail.example")}, {"mail_outbox": "/outbox"}
    for given, transport in ((server | folder, SmtpTransport), (folder, FolderTransport)):
        found = make_delivery(settings.model_copy(update=given), owner.database)
        assert found is not None
        assert isinstance(found._transport, transport)
    assert make_delivery(settings.model_copy(update={"mail_outbox": None}), owner.database) is None


@pytest.mark.parametrize("recipient", ["a@example.org\r\nBcc: b@example.org", "", "a@example.org, b@example.org"])
async def test_what_is_not_one_address_is_never_queued(owner: Owner, recipient: str) -> None:
    async with owner.database.begin() as conn:
        with pytest.raises(ValueError, match=r".*"):
            await insert_mail(conn, owner.user_id, MailKind.PASSWORD_CHANGED, recipient, {"username": "ada"})
