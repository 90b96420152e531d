"""Where a message goes: an SMTP server, or a folder with one `.eml` a message."""

import asyncio
import os
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Final, Protocol, Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused

_STEP_SECONDS: Final = 10
_PORTS: Final = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
_PERMANENT: Final = 500


class UndeliveredError(Exception):
    """The message was not delivered. `for_good`: another attempt would fail too. The text names no address."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Transport(Protocol):
    async def send(self, message: EmailMessage) -> None:
        """Deliver the message.

        Raises:
            UndeliveredError: it could not be delivered.
        """


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """An SMTP server: `smtps://` TLS from the first byte, `smtp://` STARTTLS demanded, `smtp+plain://` neither."""

    host: str
    port: int
    scheme: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    seconds: float = 25
    """For the whole conversation."""

    @classmethod
    def of(cls, url: str) -> Self:
        """Read the server's URL.

        Raises:
            ValueError: it is not such a URL; its text does not repeat it.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("SMTP_URL is not smtps://, smtp:// or smtp+plain://[user:password@]host[:port]")
        if parts.scheme == "smtp+plain" and parts.username is not None:
            raise ValueError("SMTP_URL would send its password unencrypted")
        username, password = (None if part is None else unquote(part) for part in (parts.username, parts.password))
        return cls(parts.hostname, parts.port or _PORTS[parts.scheme], parts.scheme, username, password)

    async def send(self, message: EmailMessage) -> None:
        try:
            async with asyncio.timeout(self.seconds):
                await aiosmtplib.send(
                    message,
                    hostname=self.host,
                    port=self.port,
                    username=self.username,
                    password=self.password,
                    use_tls=self.scheme == "smtps",
                    start_tls=None if self.scheme == "smtps" else self.scheme == "smtp",
                    timeout=_STEP_SECONDS,
                )
        except SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            raise UndeliveredError(f"recipient refused: {code}", for_good=code >= _PERMANENT) from error
        except (SMTPException, OSError, TimeoutError) as error:
            raise UndeliveredError(f"{type(error).__name__} {getattr(error, 'code', '')}".strip()) from error


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """A folder. A message that comes again replaces its file: the name is the id in its Message-ID."""

    folder: Path

    async def send(self, message: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._write, message)
        except OSError as error:
            raise UndeliveredError(type(error).__name__) from error

    def _write(self, message: EmailMessage) -> None:
        name = parseaddr(message["Message-ID"])[1].partition("@")[0]
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = self.folder / f".{name}.partial"
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.folder / f"{name}.eml")
