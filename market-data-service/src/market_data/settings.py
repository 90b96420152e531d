"""What the market-data process reads from its environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    service_name: str = "market-data"
    catalogue: Path | None = None
    """The operator's own catalogue; None is the one in this package's folder."""
    # Longer than the two seconds within which each coin is published again, short enough to tell a dead producer.
    price_ttl: timedelta = Field(default=timedelta(seconds=10), ge=timedelta(seconds=5), le=timedelta(seconds=60))
    # A day that is dropped forgets which trades it had: no trade may come for it any more.
    trades_kept: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=15))
    directory_every: timedelta = timedelta(seconds=2)
    windows_every: timedelta = timedelta(seconds=4)
    history_every: timedelta = timedelta(seconds=15)
