"""What the analytics service reads from its environment."""

from datetime import timedelta

from pydantic import Field
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    service_name: str = "analytics"
    port: int = Field(default=8103, ge=0, le=65_535)
    role: str = "analytics"
    """What it acts as in PostgreSQL: reads the views of `market_api`, writes `indicators`."""

    sma_period: int = Field(default=20, ge=1, le=1_000)
    """Period of the simple average that is stored for every candle; others are computed on request."""
    ema_period: int = Field(default=50, ge=1, le=1_000)
    """Period of the exponential average, likewise."""
    volatility_period: int = Field(default=30, ge=2, le=1_000)
    """Period of the realised volatility, likewise."""

    rings: int = Field(default=1_024, ge=1)
    """Candle series whose newest candles stay in memory, 60 kB each; others are read from the table when a candle
    closes."""

    cache_ttl: timedelta = timedelta(minutes=1)
    """How long `analytics:{coin_id}` stays in Redis."""
    stale_grace: timedelta = timedelta(seconds=15)
    """A closed candle is followed by the next one after an interval at the latest, if its market is awake; this is
    what closing and computing may take on top before a figure calls itself stale."""
    database_pool: int = Field(default=5, ge=1)
    """Connections that stay open; twice as many at once."""

    @property
    def stale_grace_us(self) -> int:
        return self.stale_grace // timedelta(microseconds=1)
