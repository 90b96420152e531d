import asyncio
import ssl
import stat
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest
from users.notifications.mail.mail import Mail, MailKind
from users.notifications.mail.message import Composer
from users.notifications.mail.transports import FolderTransport, SmtpTransport, UndeliveredError

from ..certificates import certified
from .smtp_server import SmtpServer, serving


def message(recipient: str = "ada@example.org") -> EmailMessage:
    composer = Composer.of("Tidemark <no-reply@tidemark.example>", "http://127.0.0.1:8000")
    words = {"username": "ada", "token": "t0ken"}
    return composer.compose(Mail(uuid4(), MailKind.VERIFY_EMAIL, recipient, words, datetime.now(UTC)))


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Give a server's context that clients of this process trust."""
    context, trusted = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


async def test_a_message_reaches_a_server_over_starttls_after_a_login(tls: ssl.SSLContext) -> None:
    async with serving(SmtpServer(context=tls)) as server:
        await SmtpTransport.of(f"smtp://mailer:p%40ss@127.0.0.1:{server.port}").send(message())

    assert server.encrypted == [True]
    assert server.logins == [("mailer", "p@ss")]
    assert b"To: ada@example.org" in server.received[0]
    assert "MAIL FROM:<no-reply@tidemark.example> BODY=8BITMIME" in server.commands


async def test_a_message_reaches_a_server_that_speaks_tls_from_the_first_byte(tls: ssl.SSLContext) -> None:
    async with serving(SmtpServer(context=tls, implicit=True)) as server:
        await SmtpTransport.of(f"smtps://127.0.0.1:{server.port}").send(message())

    assert server.encrypted == [True]


async def test_nothing_is_said_to_a_server_without_tls_unless_the_url_allows_it() -> None:
    async with serving(SmtpServer()) as server:
        with pytest.raises(UndeliveredError):
            await SmtpTransport.of(f"smtp://mailer:secret@127.0.0.1:{server.port}").send(message())
        assert (server.logins, server.received) == ([], [])

        await SmtpTransport.of(f"smtp+plain://127.0.0.1:{server.port}").send(message())
        assert server.encrypted == [False]


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context, _ = certified(tmp_path)
    async with serving(SmtpServer(context=context)) as server:
        with pytest.raises(UndeliveredError):
            await SmtpTransport.of(f"smtp://mailer:secret@127.0.0.1:{server.port}").send(message())

    assert (server.logins, server.received) == ([], [])


@pytest.mark.parametrize(("answer", "for_good"), [("550 no such user", True), ("451 later", False)])
async def test_only_a_recipient_that_is_refused_for_good_is_given_up(answer: str, for_good: bool) -> None:
    async with serving(SmtpServer(at_rcpt=answer)) as server:
        with pytest.raises(UndeliveredError) as refused:
            await SmtpTransport.of(f"smtp+plain://127.0.0.1:{server.port}").send(message())

    assert refused.value.for_good is for_good
    assert "ada" not in str(refused.value)


async def test_a_server_that_is_not_there_or_refuses_the_message_is_tried_later() -> None:
    async with serving(SmtpServer(after_data="554 looks like spam")) as server:
        with pytest.raises(UndeliveredError) as refused:
            await SmtpTransport.of(f"smtp+plain://127.0.0.1:{server.port}").send(message())
    assert not refused.value.for_good

    with pytest.raises(UndeliveredError) as away:
        await SmtpTransport.of(f"smtp+plain://127.0.0.1:{server.port}").send(message())
    assert not away.value.for_good


async def test_a_server_that_says_nothing_is_left_in_time() -> None:
    async with serving(SmtpServer(silent=True)) as server, asyncio.timeout(5):
        with pytest.raises(UndeliveredError):
            await SmtpTransport("127.0.0.1", server.port, "smtp+plain", seconds=0.2).send(message())


@pytest.mark.parametrize(
    "url", ["http://h", "smtp://", "smtp://user:hunter2@h/path", "smtp+plain://user:hunter2@h", "smtp://h?tls=no"]
)
def test_what_is_no_server_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL") as refused:
        SmtpTransport.of(url)

    assert "hunter2" not in str(refused.value)


def test_a_server_s_password_is_not_shown() -> None:
    assert "hunter2" not in repr(SmtpTransport.of("smtps://user:hunter2@mail.example"))


async def test_the_outbox_holds_one_file_a_message_that_only_its_owner_reads(tmp_path: Path) -> None:
    outbox = FolderTransport(tmp_path / "mail")
    first, second = message(), message()
    for one in (first, second, first):
        await outbox.send(one)

    files = sorted((tmp_path / "mail").iterdir())
    assert len(files) == 2
    assert {file.suffix for file in files} == {".eml"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    assert {file.read_bytes() for file in files} == {first.as_bytes(), second.as_bytes()}


async def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")

    with pytest.raises(UndeliveredError) as refused:
        await FolderTransport(tmp_path / "mail").send(message())
    assert not refused.value.for_good
