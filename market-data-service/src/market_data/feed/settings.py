"""What market-ingest reads from its environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from shared.events.values import Venue
from shared.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    service_name: str = "market-ingest"
    ingester_id: str = "market-ingest"
    venues: tuple[Venue, ...] = (Venue.BINANCE, Venue.COINBASE, Venue.KRAKEN)
    catalogue: Path | None = None
    # Users must see a frozen venue within 15 s: 8 s without any frame leave 7 s to tell them.
    silent_after: timedelta = timedelta(seconds=8)
    quiet_after: timedelta = timedelta(seconds=60)
    """A venue that sends frames but no data for so long is stale, too."""
    rates_wait: timedelta = timedelta(seconds=5)
    """How long trades wait at start for the USD rate of their quote."""
    rates_every: timedelta = timedelta(seconds=2)
    most_waiting: int = Field(default=200_000, ge=1_000)
    """Trades that Kafka has not acknowledged; beyond, sockets are closed and what is missed is fetched later."""
    backoff_cap: float = 10
    unavailable_retry: float = 10
    """Seconds between attempts at a venue that refuses us or speaks another protocol."""
