"""What the gateway reads from its environment. Every limit is a setting; the defaults are for `make up`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field, field_validator
from pydantic_settings import NoDecode
from shared.secrets import password_of_url
from shared.settings import ServiceSettings

Names = Annotated[tuple[str, ...], NoDecode]


class Settings(ServiceSettings):
    checked_secrets: ClassVar = {"redis_url": password_of_url}  # it has no database

    service_name: str = "gateway"
    port: int = Field(default=8100, ge=0, le=65_535)

    market_data_url: str = "http://127.0.0.1:8102"
    analytics_url: str = "http://127.0.0.1:8103"
    frontend_dir: Path = Path("frontend/dist")

    cors_origins: Names = ()
    """Comma separated, scheme and host as browsers send them; they may use the API and the stream. `*`: everybody."""
    trusted_proxies: Names = ()
    """Addresses whose X-Forwarded-For is believed."""

    body_limit: int = 1_048_576
    request_rate: float = Field(default=100, gt=0)
    """Requests a second per anonymous address, over time."""
    request_burst: int = Field(default=200, gt=0)
    request_lease: int = Field(default=10, gt=0)
    """How many tokens are taken from Redis at once; a replica holds at most so many for an address, for 1 s."""

    upstream_connections: int = 200
    upstream_connect_timeout: float = 2
    upstream_timeout: float = 15
    """Seconds until an upstream must have begun to answer, and between two pieces of its answer."""
    upstream_retries: int = 2

    websocket_connections: int = 100
    """Per address."""
    websocket_channels: int = 200
    websocket_message_bytes: int = 65_536
    websocket_messages: float = 20
    """A second; twice as many at once."""
    heartbeat: float = 20
    stale_after: float = 15

    tick: float = Field(default=0.05, gt=0)
    """Seconds between two frames to a client; states go with every second one."""
    resume_window: timedelta = timedelta(minutes=5)
    resume_bytes: int = 256 * 1024 * 1024
    """What the logs of all channels may take; beyond it the window shrinks."""
    behind_bytes: int = 65_536
    behind_messages: int = 20_000

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
