"""What the user-service reads from its environment."""

from datetime import timedelta
from typing import Annotated, ClassVar, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode
from shared.http.secrets import random_bytes, signing_keys
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    checked_secrets: ClassVar = {
        **ServiceSettings.checked_secrets,
        "signing_keys": signing_keys,
        "refresh_secret": random_bytes,
    }

    service_name: str = "users"
    port: int = Field(default=8104, ge=0, le=65_535)
    role: str = "users"
    """What it acts as in PostgreSQL: owns the accounts' tables, reads nothing else."""
    database_pool: int = Field(default=10, ge=1)
    """Connections that stay open; twice as many at once."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses whose X-Forwarded-For is used: the gateway's; comma-separated when there are more."""

    signing_keys: SecretStr = SecretStr("")
    """Private P-256 keys as a JWK set: the first signs, all verify. Made by `users.access.signing_key_file`."""
    refresh_secret: SecretStr = SecretStr("")
    """At least 32 random bytes as base64url: what a refresh token's successor is derived with."""

    # The contract: an access token lives 10 minutes at most, a key's 60 s.
    access_life: timedelta = Field(default=timedelta(minutes=10), gt=timedelta(0), le=timedelta(minutes=10))
    """Life of an access token that a login or a refresh gives."""
    key_access_life: timedelta = Field(default=timedelta(seconds=60), gt=timedelta(0), le=timedelta(minutes=10))
    """Life of an access token that an API key is exchanged for."""
    refresh_life: timedelta = timedelta(days=30)
    """A session that is not used for so long has ended."""
    session_life: timedelta = timedelta(days=90)
    """A session so old has ended, however much it is used."""
    refresh_grace: timedelta = timedelta(seconds=10)
    """Two tabs, or a lost answer: the same old token gives the same successor for so long."""
    one_time_life: timedelta = timedelta(minutes=30)
    """Life of the link in a mail that resets a password."""
    verification_life: timedelta = timedelta(days=2)
    """Life of the link in a mail that confirms the address of a new account, or a new address."""

    # OWASP's Argon2id: 19 MiB, two passes, one lane.
    argon2_memory_kib: int = Field(default=19_456, ge=8)
    """Memory of one Argon2id hash."""
    argon2_passes: int = Field(default=2, ge=1)
    """Passes over it."""
    hashing_threads: int = Field(default=2, ge=1)
    """Passwords that are hashed at the same time."""
    hashing_queue: int = Field(default=32, ge=0)
    """Passwords that may wait; further logins are answered 503 `busy`. Two cores hash about 50 a second: with more
    waiting a login would take too long to be worth its work."""
    password_min: int = Field(default=12, ge=8)
    """Characters of a new password, at least."""
    password_max: int = Field(default=128, ge=64, le=1_024)
    """Characters of a password, at most."""

    # An address that the account was opened from has a counter of its own: strangers elsewhere cannot lock its owner
    # out.
    first_delay: timedelta = timedelta(seconds=1)
    """The delay after the free failures; it doubles with each further one, up to the longest."""
    login_free: int = Field(default=5, ge=1)
    """Failed logins of one account that cost no delay."""
    login_longest_delay: timedelta = timedelta(minutes=15)
    """The longest delay between two attempts at an account."""
    known_longest_delay: timedelta = timedelta(minutes=1)
    """The longest delay between two attempts at an account whose session asks for the password again."""
    address_free: int = Field(default=20, ge=1)
    """Failed logins from one address, of all accounts, that cost no delay."""
    address_longest_delay: timedelta = timedelta(minutes=5)
    """The longest delay between two attempts from an address that has failed more often, and between two requests
    beyond `ASKED_FREE`."""
    asked_free: int = Field(default=300, ge=1)
    """Registrations and mails that one address may request in about an hour before it has to wait."""
    mails_free: int = Field(default=3, ge=1)
    """Mails to one recipient in about an hour that anybody may request; more are not sent."""
    attempts_kept: timedelta = timedelta(hours=1)
    """How long failures are counted after the last one."""

    sessions_most: int = Field(default=200, ge=1)
    """Sessions of one user; a login beyond ends the session that was not used for longest."""

    smtp_url: SecretStr | None = None
    """The mail server: `smtps://user:password@host[:465]`, `smtp://…` with STARTTLS, or `smtp+plain://host[:25]`
    without login. Where it is set, a login needs a verified address."""
    mail_outbox: str | None = None
    """Folder that gets one .eml per message where there is no SMTP server."""
    mail_from: str = "Tidemark <no-reply@tidemark.example>"
    """The sender of mails."""
    public_url: str = "http://127.0.0.1:8000"
    """Where people reach the dashboard: links in mails begin with it."""

    email_inner_domains: Annotated[tuple[str, ...] | None, NoDecode] = None
    """Inner domains, comma separated (`local,desk.internal,mailhost`), whose addresses, and those below them, may be
    an account's. Not set: all usual ones where DEPLOYMENT=local, none elsewhere."""

    webhooks_most: int = Field(default=10, ge=0)
    """Webhooks of one user."""
    webhooks_allow_local: bool = False
    """Whether webhooks may use http and lead to this machine and to private networks: for developers."""

    deliveries_kept: timedelta = timedelta(days=30)
    """How long the log of alerts' deliveries is kept."""
    events_kept: timedelta = timedelta(days=180)
    """How long security events are kept, and given-up usernames are held."""
    mails_kept: timedelta = timedelta(days=7)
    """How long the row of a mail is kept after it was sent, without its parameters."""
    ended_kept: timedelta = timedelta(days=30)
    """How long ended sessions and used or expired tokens are kept, to tell a reused token from an unknown one."""

    @field_validator("email_inner_domains", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().strip(".").lower() for part in value.split(",") if part.strip())

    @model_validator(mode="after")
    def _check_lives(self) -> Self:
        if self.refresh_life > self.session_life:
            raise ValueError("REFRESH_LIFE is longer than SESSION_LIFE")
        return self

    @property
    def verification_required(self) -> bool:
        """Verification can be required only where mails are sent by a server."""
        return self.smtp_url is not None

    @property
    def mail_is_set_up(self) -> bool:
        """Whether mails go anywhere, if only into a folder."""
        return self.smtp_url is not None or self.mail_outbox is not None
