"""Settings that every process reads from its environment at start. A variable is a field's name in upper case."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Self

from pydantic import AnyUrl, DirectoryPath, Field, PostgresDsn, SecretStr, TypeAdapter, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

from shared.events.values import Mode
from shared.http import secrets


class Deployment(StrEnum):
    LOCAL = "local"
    """A developer's machine: `make up` and tests. Only here are secrets not checked."""
    PRODUCTION = "production"


class ServiceSettings(BaseSettings):
    """Base of each service's settings; frozen, built once in its `main`.

    Secrets come from the environment, or from files named like the field in the folder SECRETS_DIR. They are
    `SecretStr`, and errors do not quote values, so that no log line or error text shows a secret.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    checked_secrets: ClassVar[Mapping[str, secrets.Check]] = {
        "database_url": secrets.password_of_url,
        "redis_url": secrets.password_of_url,
    }
    """Outside a local deployment the service starts only if each of these fields is set to a secret that passes."""

    service_name: str = "service"
    """Its name in log lines, metrics and the list of database connections."""
    deployment: Deployment = Deployment.PRODUCTION
    """`local` starts with missing and example secrets, too: a developer's machine and tests, nothing else."""
    secrets_dir: DirectoryPath | None = None
    """The folder that holds a file for each secret that the environment does not give."""
    host: str = "127.0.0.1"
    """Where it listens; in a container `0.0.0.0`."""
    port: int = Field(default=8000, ge=0, le=65_535)
    """Where it listens; health and metrics are on this port, too, but for the gateway's."""
    mode: Mode = Mode.LIVE
    """What its data are. A database of another mode is refused."""
    log_level: str = "INFO"
    """The least level of log lines at the start: DEBUG, INFO, WARNING or ERROR. `PUT /log-level` changes it."""
    otlp_endpoint: str | None = None
    """Where traces are sent over OTLP/HTTP (`http://collector:4318`); not set: nowhere, and none are made."""
    trace_requests: float = Field(default=0.05, ge=0, le=1)
    """The share of requests that the gateway traces."""
    trace_trades: float = Field(default=0.001, ge=0, le=1)
    """The share of trades that the ingester traces."""
    database_url: SecretStr = SecretStr("postgresql://postgres@127.0.0.1:5432/tidemark")
    """PostgreSQL, as a user that may act as the role of the service. The gateway has no database."""
    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    """Redis or Valkey: caches, limits, counted attempts. Without it everything is slower, nothing is wrong."""
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    """Brokers to begin with, comma separated."""
    simulator_url: str | None = None
    """The exchange simulator in simulated and replay mode; not set: the real exchanges."""
    users_url: str = "http://127.0.0.1:8104"
    """The user-service, which publishes the keys that access tokens are verified with."""
    token_issuer: str = "tidemark"  # noqa: S105 - a name, not a secret
    """Who has issued an access token, the same for all processes: another one's is refused."""
    token_audience: str = "tidemark-api"  # noqa: S105 - likewise
    """Whom an access token is for, likewise."""

    @property
    def jwks_url(self) -> str:
        return f"{self.users_url}/users/.well-known/jwks.json"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, then the folder of secrets; `.env` files are not read."""
        del dotenv_settings, file_secret_settings
        folder = os.environ.get("SECRETS_DIR")
        files = SecretsSettingsSource(settings_cls, Path(folder) if folder and Path(folder).is_dir() else None)
        return init_settings, env_settings, files

    @model_validator(mode="after")
    def _check_urls(self) -> Self:
        try:
            TypeAdapter(PostgresDsn).validate_python(self.database_url.get_secret_value())
        except ValidationError:
            raise ValueError("DATABASE_URL is not the URL of a PostgreSQL database") from None
        if self.otlp_endpoint:
            TypeAdapter(AnyUrl).validate_python(self.otlp_endpoint)
        if self.simulator_url:
            TypeAdapter(AnyUrl).validate_python(self.simulator_url)
        if self.mode is not Mode.LIVE and self.simulator_url is None:
            raise ValueError(f"MODE={self.mode} needs SIMULATOR_URL")
        return self

    @model_validator(mode="after")
    def _check_secrets(self) -> Self:
        if self.deployment is Deployment.LOCAL:
            return self
        refused = [
            f"{name.upper()} {why}"
            for name, check in self.checked_secrets.items()
            if (why := check(_secret_text(getattr(self, name))))
        ]
        if refused:
            raise ValueError(f"{'; '.join(refused)}. Only DEPLOYMENT=local starts with them")
        return self


def _secret_text(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
