"""How the migration step reaches the database: as its owner, not as a service's role."""

import os

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from shared.events.values import Mode
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool


class MigrationSettings(BaseSettings):
    """`database_wait` is how many seconds a server that is still starting is waited for.

    `kafka_topic_replication` is how many brokers hold each topic that is made; it changes no topic that is there.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    kafka_topic_retention_bytes: int = 1024**3
    kafka_topic_replication: int = Field(default=1, ge=1)
    mode: Mode = Mode.LIVE
    database_wait: float = 60


def read_settings() -> MigrationSettings:
    """From the environment, and from files in SECRETS_DIR as the services have them."""
    return MigrationSettings(_secrets_dir=os.environ.get("SECRETS_DIR") or None)


def make_migration_engine(settings: MigrationSettings | None = None) -> AsyncEngine:
    settings = settings or read_settings()
    url = make_url(settings.database_url.get_secret_value()).set(drivername="postgresql+asyncpg")
    return create_async_engine(url, poolclass=NullPool, connect_args={"timeout": 5})
