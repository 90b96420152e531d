"""What market-recorder and market-data read from their environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from shared.settings import ServiceSettings


class MarketSettings(ServiceSettings):
    catalogue: Path | None = None
    """The operator's own catalogue; None is the one in this package's folder."""
    coins_every: timedelta = timedelta(seconds=2)
    """How often coins and instruments are read from the tables."""


class RecorderSettings(MarketSettings):
    service_name: str = "market-recorder"
    recorder_id: str = Field(default="market-recorder", min_length=1, max_length=100)
    """Its name among several recorders."""
    # Longer than the two seconds within which each coin is published again, short enough to tell a dead producer.
    price_ttl: timedelta = Field(default=timedelta(seconds=10), ge=timedelta(seconds=5), le=timedelta(seconds=60))
    # A dropped day forgets which trades it had: no trade of that day may come afterwards.
    trades_kept: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=15))
    windows_every: timedelta = timedelta(seconds=4)
    """How often the references of changes and the day's extremes and volumes are read."""


class RestSettings(MarketSettings):
    service_name: str = "market-data"
    lists_every: timedelta = timedelta(seconds=15)
    """How often spark lines, completeness and open gaps are read."""
