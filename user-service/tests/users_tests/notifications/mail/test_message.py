from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from users.notifications.mail.mail import Mail, MailKind, checked_address, checked_parameters
from users.notifications.mail.message import Composer

AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
COMPOSER = Composer.of("Tidemark <no-reply@tidemark.example>", "https://tidemark.example/")
WORDS = {
    "username": "ada",
    "token": "s3cret-token",
    "minutes": "30",
    "new_email": "new@example.org",
    "device": "Firefox on Linux",
    "address": "192.0.2.1",
    "name": "bot",
    "prefix": "tmk_abcdefgh",
    "host": "hooks.example.org",
    "subject": "Bitcoin (BTC)",
    "when": "2026-11-22 20:00:00 UTC",
    "observed": "price is above 70000, it is 70001",
    "mode": "",
    "note": "",
}


def mail(kind: MailKind, **words: str) -> Mail:
    return Mail(UUID(int=7), kind, "ada@example.org", WORDS | words, AT)


def read(message: EmailMessage) -> EmailMessage:
    """Parse it as the receiving side would."""
    return message_from_bytes(message.as_bytes(), _class=EmailMessage, policy=default)


def bodies(message: EmailMessage) -> Iterator[str]:
    for part in read(message).iter_parts():
        assert isinstance(part, EmailMessage)
        yield part.get_content()


@pytest.mark.parametrize("kind", MailKind)
def test_each_mail_says_the_same_in_plain_text_and_in_html(kind: MailKind) -> None:
    needed = checked_parameters(kind, WORDS)

    plain, html = bodies(COMPOSER.compose(mail(kind, **needed)))

    assert "Tidemark" in plain
    assert "Tidemark" in html
    assert "{" not in plain
    assert ("ada" in plain) == ("ada" in html)


@pytest.mark.parametrize("kind", MailKind)
def test_the_parameters_that_are_demanded_are_all_that_a_text_needs(kind: MailKind) -> None:
    with pytest.raises(ValueError, match="username") as refused:
        checked_parameters(kind, {})
    demanded = str(refused.value).rpartition("needs ")[2].split(", ")

    message = COMPOSER.compose(Mail(UUID(int=7), kind, "ada@example.org", {name: WORDS[name] for name in demanded}, AT))

    assert message["Subject"]


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (MailKind.VERIFY_EMAIL, "verify"),
        (MailKind.CHANGE_EMAIL, "verify"),
        (MailKind.RESET_PASSWORD, "reset"),
    ],
)
def test_the_token_stands_in_the_link_s_fragment_and_nowhere_else(kind: MailKind, path: str) -> None:
    url = f"https://tidemark.example/{path}#token=s3cret-token"

    for body in bodies(COMPOSER.compose(mail(kind))):
        assert url in body
        assert "s3cret-token" not in body.replace(url, "")


def test_a_repeated_mail_is_the_same_message() -> None:
    first, again = (COMPOSER.compose(mail(MailKind.VERIFY_EMAIL)).as_bytes() for _ in range(2))

    assert first == again
    assert read(COMPOSER.compose(mail(MailKind.VERIFY_EMAIL)))["Message-ID"] == (
        "<00000000-0000-0000-0000-000000000007@tidemark.example>"
    )


def test_what_somebody_chose_is_text_in_html_and_one_line_in_plain_text() -> None:
    plain, html = bodies(
        COMPOSER.compose(mail(MailKind.KEY_CREATED, name='<a href="//evil">x</a>\r\n\r\nCall us\u2028now'))
    )

    assert "<a href=" not in html.split("<hr>")[0].replace('<a href="https://tidemark.example/', "")
    assert '<a href="//evil">x</a> Call us now' in plain


@given(st.text(max_size=80))
def test_no_parameter_adds_a_header(text: str) -> None:
    message = read(COMPOSER.compose(mail(MailKind.NEW_DEVICE, device=text, address=text, username=text)))

    assert set(message.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: all@example.org",
        "a@example.org\nBcc: all@example.org",
        "a@example.org, b@example.org",
        "A <a@example.org>",
        "a@example.org\x00",
        "a@example.org\u2028",
        "",
        "nobody",
    ],
)
def test_what_is_not_one_plain_address_is_no_recipient(address: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        checked_address(address)
