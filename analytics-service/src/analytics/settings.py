"""What the analytics service reads from its environment."""

from datetime import timedelta

from pydantic import Field
from shared.events.indicator_set import STORED_INDICATORS
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    service_name: str = "analytics"
    port: int = Field(default=8103, ge=0, le=65_535)
    role: str = "analytics"
    """What it acts as in PostgreSQL: reads the views of `market_api`, writes `indicators`."""

    stored_indicators: tuple[str, ...] = Field(default=STORED_INDICATORS, min_length=1, max_length=64)
    """Indicators whose values are stored and published for every closed candle: what alerts, screener and lists read;
    others are computed on request. None of two coins (`beta`), none with an anchor of its own."""

    backlog_delay: timedelta = timedelta(seconds=10)
    """How long nothing may have been imported into a series before its stored indicators are computed again: an import
    comes in many pieces."""
    backlog_candles: int = Field(default=5_000, ge=500)
    """When older candles are imported into a series, indicators are stored for so many intervals before its newest one;
    those before are computed on request. What is stored already is always computed again."""
    rings: int = Field(default=1_024, ge=1)
    """Candle series whose newest candles stay in memory, 130 kB each; others are read from the table when a candle
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
