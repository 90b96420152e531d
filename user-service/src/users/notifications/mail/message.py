"""A mail as an RFC 5322 message, plain text and small HTML. No I/O and no clock: repeated, it is the same message."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from typing import Final

from users.notifications.mail.mail import Mail, checked_address
from users.notifications.mail.texts import TEXTS, MailLink

_WHY: Final = "You get this mail because of your account with Tidemark, or because somebody gave your address."
_STYLE: Final = "font:16px/1.5 sans-serif;color:#10161d;max-width:36em;margin:2em auto;padding:0 1em"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Composer:
    """`sender` is a mailbox (`Tidemark <no-reply@…>`); links begin with `public_url`."""

    sender: Address
    public_url: str

    @classmethod
    def of(cls, sender: str, public_url: str) -> "Composer":
        """Check the sender.

        Raises:
            ValueError: it is no mailbox.
        """
        name, address = parseaddr(sender)
        return cls(Address(name, addr_spec=checked_address(address)), public_url.rstrip("/"))

    def compose(self, mail: Mail) -> EmailMessage:
        text = TEXTS[mail.kind]
        words = {name: _one_line(value) for name, value in mail.parameters.items()}
        paragraphs = list(filter(None, (paragraph.format(**words) for paragraph in text.paragraphs)))
        link = None if text.link is None else (text.link.label, self._url(text.link, mail.parameters))
        message = EmailMessage(SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=checked_address(mail.recipient))
        message["Subject"] = text.subject
        message["Date"] = format_datetime(mail.created_at)
        message["Message-ID"] = f"<{mail.mail_id}@{self.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_plain(paragraphs, link), cte="quoted-printable")
        message.add_alternative(_html(text.subject, paragraphs, link), subtype="html", cte="quoted-printable")
        # Otherwise random: a repeated message would differ from the first.
        message.set_boundary(f"={mail.mail_id.hex}=")
        return message

    def _url(self, link: MailLink, parameters: Mapping[str, str]) -> str:
        fragment = f"#token={parameters['token']}" if link.with_token else ""
        return f"{self.public_url}{link.path}{fragment}"


def _one_line(value: str) -> str:
    """A user's text as one line, so that it cannot pass for a paragraph of the mail."""
    return " ".join("".join(part for part in value if part.isprintable() or part.isspace()).split())[:_LONGEST]


def _plain(paragraphs: list[str], link: tuple[str, str] | None) -> str:
    parts = [paragraphs[0], *([f"{link[0]}:\n{link[1]}"] if link else []), *paragraphs[1:], f"-- \n{_WHY}"]
    return "\n\n".join(parts) + "\n"


def _html(title: str, paragraphs: list[str], link: tuple[str, str] | None) -> str:
    first, *others = (f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    anchor = [f'<p><a href="{escape(link[1])}">{escape(link[0])}</a></p>'] if link else []
    body = "\n".join((first, *anchor, *others, f"<hr><p><small>{_WHY}</small></p>"))
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body style="{_STYLE}">\n{body}\n</body></html>\n'
