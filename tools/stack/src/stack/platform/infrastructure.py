"""PostgreSQL, Valkey and Kafka of `make up`: made here, unless a server is given by its URL."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from stack.machine.ports import HOST
from stack.platform import local_secrets
from stack.platform.settings import Settings
from stack.servers import kafka, postgres
from stack.servers.kafka import Kafka
from stack.servers.postgres import Postgres
from stack.servers.valkey import Valkey, answers
from stack.supervision.part import Part

DATABASE = "tidemark"
# What a kill -9 leaves to be replayed is bounded, so that the database is back within seconds.
POSTGRES_SETTINGS = {
    "max_wal_size": "512MB",
    "checkpoint_timeout": "2min",
    "shared_buffers": "256MB",
    "log_line_prefix": "%m [%p] ",
}
REDIS_PORT = 6379


@dataclass(frozen=True, slots=True)
class Infrastructure:
    """The three servers' addresses, and those of them that run here."""

    parts: tuple[Part, ...]
    database_url: str
    redis_url: str
    kafka_bootstrap_servers: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka_bootstrap_servers,
        }


def infrastructure(settings: Settings, data: Path, secrets: dict[str, str]) -> Infrastructure:
    parts = []
    given = settings.servers
    if not given.get("DATABASE_URL"):
        parts.append(_postgres(settings, data, secrets))
    if not given.get("REDIS_URL"):
        parts.append(_redis(settings, data, secrets))
    if not given.get("KAFKA_BOOTSTRAP_SERVERS"):
        parts.append(_kafka(settings, data))
    urls = {part.name: part.url for part in parts}
    return Infrastructure(
        tuple(parts),
        given.get("DATABASE_URL") or urls["postgres"],
        given.get("REDIS_URL") or urls["redis"],
        given.get("KAFKA_BOOTSTRAP_SERVERS") or urls["kafka"],
    )


def _postgres(settings: Settings, data: Path, secrets: dict[str, str]) -> Part:
    server = Postgres(data / "postgres", settings.ports["POSTGRES_PORT"], secrets[local_secrets.POSTGRES])
    return Part(
        "postgres",
        tuple(server.command(**POSTGRES_SETTINGS)),
        server.url(DATABASE),
        server.answers,
        {"POSTGRES_PORT": server.port},
        drop=tuple(server.drop_root()),
        prepare=server.prepare,
        stop_signal="INT",
    )


def _redis(settings: Settings, data: Path, secrets: dict[str, str]) -> Part:
    server = Valkey(data / "redis", settings.ports["REDIS_PORT"], secrets[local_secrets.REDIS])
    return Part(
        "redis",
        tuple(server.command()),
        server.url(),
        server.answers,
        {"REDIS_PORT": server.port},
        prepare=server.prepare,
    )


def _kafka(settings: Settings, data: Path) -> Part:
    ports = {name: settings.ports[name] for name in ("KAFKA_PORT", "KAFKA_CONTROLLER_PORT")}
    server = Kafka(data / "kafka", ports["KAFKA_PORT"], ports["KAFKA_CONTROLLER_PORT"])
    return Part("kafka", tuple(server.command()), server.address, server.answers, ports, prepare=server.prepare)


def unreachable(settings: Settings) -> list[str]:
    """Name the given servers that do not answer."""
    given = settings.servers
    found = []
    if (url := given.get("DATABASE_URL")) and not postgres.reaches(url):
        found.append("DATABASE_URL")
    if (url := given.get("REDIS_URL")) and not _redis_answers(url):
        found.append("REDIS_URL")
    if (address := given.get("KAFKA_BOOTSTRAP_SERVERS")) and not any(map(kafka.answers, address.split(","))):
        found.append("KAFKA_BOOTSTRAP_SERVERS")
    return found


def _redis_answers(url: str) -> bool:
    parts = urlsplit(url)
    return answers(parts.hostname or HOST, parts.port or REDIS_PORT, parts.password or "", parts.username or "")
