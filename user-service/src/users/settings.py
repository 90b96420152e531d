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
    trusted_proxies: str = "127.0.0.1"
    """Addresses whose X-Forwarded-For is used: the gateway's; comma-separated when there are more."""

    signing_keys: SecretStr = SecretStr("")
    """Private P-256 keys as a JWK set: the first signs, all verify. Made by `users.access.signing_key_file`."""
    refresh_secret: SecretStr = SecretStr("")

    # The contract: an access token lives 10 minutes at most, a key's 60 s.
    access_life: timedelta = Field(default=timedelta(minutes=10), gt=timedelta(0), le=timedelta(minutes=10))
    key_access_life: timedelta = Field(default=timedelta(seconds=60), gt=timedelta(0), le=timedelta(minutes=10))
    refresh_life: timedelta = timedelta(days=30)
    session_life: timedelta = timedelta(days=90)
    # Two tabs, or a lost answer: the same old token gives the same successor for so long.
    refresh_grace: timedelta = timedelta(seconds=10)
    one_time_life: timedelta = timedelta(minutes=30)
    verification_life: timedelta = timedelta(days=2)

    # OWASP's Argon2id: 19 MiB, two passes, one lane.
    argon2_memory_kib: int = Field(default=19_456, ge=8)
    argon2_passes: int = Field(default=2, ge=1)
    hashing_threads: int = Field(default=2, ge=1)
    # Two cores hash about 50 a second: longer than this a login would wait too long to be worth its work.
    hashing_queue: int = Field(default=32, ge=0)
    password_min: int = Field(default=12, ge=8)
    password_max: int = Field(default=128, ge=64, le=1_024)

    # Failed logins that cost no delay, and how long the growing delay after them gets (1 s, 2 s, 4 s …). An address
    # that the account was opened from has a counter of its own: strangers elsewhere cannot lock its owner out.
    first_delay: timedelta = timedelta(seconds=1)
    login_free: int = Field(default=5, ge=1)
    login_longest_delay: timedelta = timedelta(minutes=15)
    known_longest_delay: timedelta = timedelta(minutes=1)
    address_free: int = Field(default=20, ge=1)
    address_longest_delay: timedelta = timedelta(minutes=5)
    asked_free: int = Field(default=300, ge=1)
    """Registrations and mails that one address may request in about an hour before it has to wait."""
    mails_free: int = Field(default=3, ge=1)
    """Mails to one recipient in about an hour that anybody may request; more are not sent."""
    attempts_kept: timedelta = timedelta(hours=1)

    sessions_most: int = Field(default=200, ge=1)
    """Of one user; a login beyond ends the session that was not used for longest."""

    smtp_url: SecretStr | None = None
    mail_outbox: str | None = None
    """Folder that gets one .eml per message where there is no SMTP server."""
    mail_from: str = "Tidemark <no-reply@tidemark.example>"
    public_url: str = "http://127.0.0.1:8000"
    """Where people reach the dashboard: links in mails begin with it."""

    email_inner_domains: Annotated[tuple[str, ...] | None, NoDecode] = None
    """Inner domains, comma separated (`local,desk.internal,mailhost`), whose addresses, and those below them, may be
    an account's. Not set: all usual ones where DEPLOYMENT=local, none elsewhere."""

    webhooks_most: int = Field(default=10, ge=0)
    """Of one user."""
    webhooks_allow_local: bool = False
    """Whether webhooks may use http and lead to this machine and to private networks: for developers."""

    deliveries_kept: timedelta = timedelta(days=30)
    """How long the log of alerts' deliveries is kept."""
    events_kept: timedelta = timedelta(days=180)
    mails_kept: timedelta = timedelta(days=7)
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
