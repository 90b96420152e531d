"""The one table of the platform's services: to add one, add a row. What each is given and where it answers."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stack.machine.places import PYTHON, ROOT
from stack.machine.ports import HOST
from stack.platform.infrastructure import Infrastructure
from stack.platform.settings import Settings
from stack.supervision.part import Part, answers_ok

SIMULATOR = "exchange-simulator"


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    package: str
    """The folder of its source, from the root of the repository; without it the service does not exist yet."""
    port: str
    module: str = ""
    """What `python -m` runs, if it is not the package itself."""
    has_secrets: bool = False
    """Whether it reads the folder of secrets; what others need of them is in their servers' URLs."""

    @property
    def source(self) -> Path:
        return ROOT / self.package

    @property
    def runs(self) -> str:
        return self.module or self.source.name

    @property
    def exists(self) -> bool:
        return self.source.parent.joinpath(*self.runs.split("."), "__main__.py").exists()


SERVICES = (
    Service(SIMULATOR, "tools/simulator/src/simulator", "SIMULATOR_PORT"),
    Service("market-ingest", "market-data-service/src/market_data", "MARKET_INGEST_PORT", "market_data.feed"),
    Service("market-ingest-2", "market-data-service/src/market_data", "MARKET_INGEST_2_PORT", "market_data.feed"),
    Service("market-data", "market-data-service/src/market_data", "MARKET_DATA_PORT"),
    Service("analytics", "analytics-service/src/analytics", "ANALYTICS_PORT"),
    Service("users", "user-service/src/users", "USERS_PORT", has_secrets=True),
    Service("gateway", "api-gateway/src/gateway", "GATEWAY_PORT"),
)
# Read by more than one process, or by clients: variable, service, path.
ADDRESSES = {
    "GATEWAY_URL": "gateway",
    "SIMULATOR_URL": SIMULATOR,
    "MARKET_DATA_URL": "market-data",
    "ANALYTICS_URL": "analytics",
    "USERS_URL": "users",
    # Where people reach the dashboard: links in mails begin with it.
    "PUBLIC_URL": "gateway",
}


def services(settings: Settings, servers: Infrastructure, outbox: Path, secrets: Path) -> tuple[Part, ...]:
    """Return the services that exist and that the settings ask for, in the order in which they start."""
    wanted = list(_wanted(settings))
    ports = {service.name: settings.ports[service.port] for service in SERVICES}
    common = {
        **servers.environment,
        **settings.plain,
        "HOST": HOST,
        "MODE": settings.choice.mode,
        "DEPLOYMENT": "local",
        "REPLAY": ",".join(settings.choice.captures),
        "MAIL_OUTBOX": str(outbox),
        **{name: _url(ports[of]) for name, of in ADDRESSES.items()},
    }
    if settings.choice.mode == "live":
        del common["SIMULATOR_URL"]
    private = {"SECRETS_DIR": str(secrets)}
    return tuple(
        _part(service, ports[service.name], common | private if service.has_secrets else common) for service in wanted
    )


def _wanted(settings: Settings) -> Iterator[Service]:
    absent = {SIMULATOR} if settings.choice.mode == "live" else set()
    if settings.ingesters == 1:
        absent.add("market-ingest-2")
    return (service for service in SERVICES if service.exists and service.name not in absent)


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"


def _part(service: Service, port: int, common: dict[str, str]) -> Part:
    url = _url(port)
    own = {"PORT": str(port), "INGESTER_ID": service.name, "PYTHONUNBUFFERED": "1"}
    return Part(
        service.name,
        (str(PYTHON), "-m", service.runs),
        url,
        lambda: answers_ok(f"{url}/health/ready"),
        {service.port: port},
        common | own,
        folder=ROOT,
        code=_hash_of(service.source, ROOT / "shared" / "src" / "shared"),
    )


def _hash_of(*folders: Path) -> str:
    """Return a hash of all Python files below the folders."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
