"""How the migration step reaches the database: as its owner, not as a service's role."""

import os

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from shared.events.values import Mode
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool


class MigrationSettings(BaseSettings):
    """What the migration step reads from its environment."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr
    """PostgreSQL, as the database's owner, who may make roles."""
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    """Brokers to begin with, comma separated."""
    kafka_topic_retention_bytes: int = 1024**3
    """Bytes that a topic that is made keeps, over all its partitions; topics that are there are left as they are."""
    kafka_topic_replication: int = Field(default=1, ge=1)
    """How many brokers hold each topic that is made; it changes no topic that is there."""
    mode: Mode = Mode.LIVE
    """What the data of this database are, once and for all."""
    database_wait: float = 60
    """Seconds that a server that is still starting is waited for."""


def read_settings() -> MigrationSettings:
    """From the environment, and from files in SECRETS_DIR as the services have them."""
    return MigrationSettings(_secrets_dir=os.environ.get("SECRETS_DIR") or None)


def make_migration_engine(settings: MigrationSettings | None = None) -> AsyncEngine:
    settings = settings or read_settings()
    url = make_url(settings.database_url.get_secret_value()).set(drivername="postgresql+asyncpg")
    return create_async_engine(url, poolclass=NullPool, connect_args={"timeout": 5})
