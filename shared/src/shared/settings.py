"""What every process reads from its environment, once, at start. Names are the upper-case field names."""

from typing import Self

from pydantic import AnyUrl, Field, PostgresDsn, SecretStr, TypeAdapter, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.values import Mode


class ServiceSettings(BaseSettings):
    """Base of each service's settings; frozen, built once in its `main`.

    URLs with passwords are `SecretStr`, so that no log or error text shows them.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", secrets_dir=None)

    service_name: str = "service"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    mode: Mode = Mode.LIVE
    log_level: str = "INFO"
    database_url: SecretStr = SecretStr("postgresql://postgres@127.0.0.1:5432/tidemark")
    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    simulator_url: str | None = None
    """Where the exchanges are in simulated and replay mode; None when they are the real ones."""

    @model_validator(mode="after")
    def _check_urls(self) -> Self:
        TypeAdapter(PostgresDsn).validate_python(self.database_url.get_secret_value())
        if self.simulator_url:
            TypeAdapter(AnyUrl).validate_python(self.simulator_url)
        if self.mode is not Mode.LIVE and self.simulator_url is None:
            raise ValueError(f"MODE={self.mode} needs SIMULATOR_URL")
        return self
