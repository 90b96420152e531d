"""The gateway's settings, read from the environment. Every limit is one; the defaults are those of `make up`."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import NoDecode
from shared.http.secrets import password_of_url
from shared.settings import ServiceSettings

Names = Annotated[tuple[str, ...], NoDecode]


class RouteLimit(BaseModel):
    """How often an address may use a route: `per_minute` over time, `burst` at once."""

    model_config = ConfigDict(frozen=True)

    per_minute: float = Field(gt=0)
    burst: int = Field(gt=0)


# Routes that cost a password hash, a mail or a row. The limits leave room for an office behind one address;
# user-service slows down attempts at a single account.
_ROUTE_LIMITS: Final = {
    "login": RouteLimit(per_minute=30, burst=60),
    "register": RouteLimit(per_minute=20, burst=40),
    "refresh": RouteLimit(per_minute=120, burst=240),
    "verify": RouteLimit(per_minute=30, burst=60),
    "verify/resend": RouteLimit(per_minute=5, burst=10),
    "password/forgot": RouteLimit(per_minute=10, burst=20),
    "password/reset": RouteLimit(per_minute=10, burst=20),
    "me": RouteLimit(per_minute=60, burst=100),
    "me/password": RouteLimit(per_minute=20, burst=40),
    "me/api-keys": RouteLimit(per_minute=30, burst=60),
}


class Settings(ServiceSettings):
    checked_secrets: ClassVar = {"redis_url": password_of_url}  # the gateway has no database

    service_name: str = "gateway"
    port: int = Field(default=8100, ge=0, le=65_535)

    internal_host: str = "127.0.0.1"
    """Where `/metrics` and `/health/ready` with its details are served, for the operator alone."""
    internal_port: int = Field(default=18_100, ge=0, le=65_535)
    """The port of `INTERNAL_HOST`."""

    market_data_url: str = "http://127.0.0.1:8102"
    """The process market-data, which answers `/api/market`."""
    analytics_url: str = "http://127.0.0.1:8103"
    """The process analytics."""
    portfolio_url: str = "http://127.0.0.1:8107"
    """The process portfolio."""
    sentiment_url: str = "http://127.0.0.1:8108"
    """The process sentiment."""
    frontend_dir: Path = Path("frontend/dist")
    """The folder of the dashboard's files; where there is none, only the API is served."""

    cors_origins: Names = ()
    """Comma separated, scheme and host as browsers send them; their pages may use the API and the stream
    with the browser's credentials. `*` alone: every page may, without credentials."""
    trusted_proxies: Names = ()
    """Addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    tls: bool = False
    """Clients use HTTPS, although neither this process nor a trusted proxy can tell."""

    body_limit: int = 1_048_576
    """Bytes of a request's body."""
    file_limit: int = 33_554_432
    """Bytes of a body that is a whole file, where a route takes one."""
    head_limit: int = 16_384
    """Bytes of the request line and all headers."""
    target_limit: int = 8_192
    """Bytes of a request's path and query."""
    headers_limit: int = 100
    """Headers of a request."""
    head_timeout: float = Field(default=10, gt=0)
    """Seconds from the first byte of a request, or from the connection, until its headers are there."""
    body_timeout: float = Field(default=30, gt=0)
    """Seconds from the headers of a request until its body is there."""
    stalled_timeout: float = Field(default=30, gt=0)
    """Seconds after which a client that reads nothing of its answer is disconnected."""
    connections: int = Field(default=5_000, gt=0)
    """HTTP connections of all clients together."""
    connections_per_address: int = Field(default=256, gt=0)
    """HTTP connections of one address; a trusted proxy may have any number."""

    request_rate: float = Field(default=100, gt=0)
    """Requests a second per anonymous address, over time."""
    request_burst: int = Field(default=200, gt=0)
    """The same at once."""
    request_lease: int = Field(default=10, gt=0)
    """How many tokens a replica takes from Redis at once for a client; it holds them for at most 1 s."""
    user_rate: float = Field(default=200, gt=0)
    """Requests a second of one user, over time, from all addresses together."""
    user_burst: int = Field(default=400, gt=0)
    """The same at once."""
    key_rate: float = Field(default=200, gt=0)
    """Requests a second of one API key, over time. More than nobody gets: else a key would be a disadvantage."""
    key_burst: int = Field(default=400, gt=0)
    """The same at once."""
    row_rate: float = Field(default=5_000, gt=0)
    """Rows a second that the answers to an anonymous address may cost over time: what is in them, and what they are
    computed from, as `x-cost` of each operation in the API's document says."""
    row_burst: int = Field(default=50_000, gt=0)
    """The same at once."""
    holder_row_rate: float = Field(default=10_000, gt=0)
    """Rows a second for a user or an API key."""
    holder_row_burst: int = Field(default=100_000, gt=0)
    """The same at once."""
    route_limits: Mapping[str, RouteLimit] = _ROUTE_LIMITS
    """JSON `{"login":{"per_minute":30,"burst":60}}`: per address, for requests to `/api/users/<name>`
    other than GET, HEAD and OPTIONS. A route that is left out keeps its default."""

    upstream_connections: int = 200
    """Connections to all services together."""
    upstream_connect_timeout: float = 2
    """Seconds until a connection to a service stands."""
    upstream_timeout: float = 15
    """Seconds until an upstream must have begun to answer, and between two pieces of its answer."""
    upstream_retries: int = 2
    """How often a GET or HEAD is sent again to a service that cannot be reached or breaks off."""

    websocket_connections: int = 100
    """WebSocket connections per address."""
    websocket_channels: int = 200
    """Channels of a connection."""
    websocket_message_bytes: int = 65_536
    """Bytes of a message from a client."""
    websocket_messages: float = 20
    """Messages a second that a connection may send; twice as many at once."""
    handshake_rate: float = Field(default=20, gt=0)
    """WebSocket connections a second that an address may open, over time."""
    handshake_burst: int = Field(default=400, gt=0)
    """The same at once."""
    subscription_rate: float = Field(default=2_000, gt=0)
    """What a client's subscriptions may cost a second, on all its connections: 1 for each channel that is named, and 1
    for each message that it is sent at once, as a snapshot or because it resumes."""
    subscription_burst: int = Field(default=50_000, gt=0)
    """The same at once."""
    key_subscription_rate: float = Field(default=8_000, gt=0)
    """What the subscriptions of an API key may cost a second."""
    key_subscription_burst: int = Field(default=200_000, gt=0)
    """The same at once."""
    lookup_rate: float = Field(default=5, gt=0)
    """Names a second, unknown here, that market-data is asked about for a client of the stream."""
    lookup_burst: int = Field(default=50, gt=0)
    """The same at once."""
    websocket_holder_connections: int = Field(default=200, gt=0)
    """Connections signed in as one user, or by one API key."""
    websocket_idle: float = Field(default=60, gt=0)
    """Seconds without a message after which a connection without token and channel is closed."""
    heartbeat: float = 20
    """Seconds between two pings to a WebSocket client, and until one that does not answer is cut."""
    stale_after: float = 15
    """Seconds without news after which a price, a venue or a portfolio is shown as stale."""

    tick: float = Field(default=0.05, gt=0)
    """Seconds between two frames to a client; states are sent with every second one."""
    resume_window: timedelta = timedelta(minutes=5)
    """How far back a client of the stream may resume."""
    resume_bytes: int = 512 * 1024 * 1024
    """Memory that the logs of all channels may take; above it the resume window shrinks."""
    behind_bytes: int = 65_536
    """Bytes that a client has not taken yet: above it the client gets nothing, and later the newest state."""
    behind_messages: int = 20_000
    """A client that misses more messages than this is closed."""

    @field_validator("route_limits", mode="before")
    @classmethod
    def _keep_defaults(cls, value: Mapping[str, object]) -> object:
        return {**_ROUTE_LIMITS, **value}

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if "*" in value and len(value) > 1:
            raise ValueError("`*` must be the only origin: it allows every page, without credentials")
        return value

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
