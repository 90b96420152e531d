"""What market-ingest, market-recorder and market-data read from their environment."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator
from shared.events.values import Venue
from shared.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    service_name: str = "market-ingest"
    ingester_id: str = "market-ingest"
    """Its name among several ingesters, each of which follows everything."""
    ingesters: int = Field(default=1, ge=1, le=10)
    """How many ingesters share this address: each takes its share of what the exchanges' REST allows one address."""
    venues: tuple[Venue, ...] = (Venue.BINANCE, Venue.COINBASE, Venue.KRAKEN)
    """The exchanges to follow."""
    catalogue: Path | None = None
    """The operator's own catalogue; not set: the one in this package's folder."""
    silent_after: timedelta = timedelta(seconds=8)
    """After so long without a frame a venue is stale. Users must see that within 15 s: 7 s are left to publish and
    show it."""
    quiet_after: timedelta = timedelta(seconds=60)
    """After so long a venue is stale, too, if it sends frames but no data."""
    listings_every: timedelta = Field(default=timedelta(minutes=2), ge=timedelta(seconds=1))
    """How often the venues' lists of instruments are read: halts, delistings and new pairs show so much later."""
    rates_wait: timedelta = timedelta(seconds=5)
    """How long trades wait at start for the USD rate of their quote."""
    rates_every: timedelta = timedelta(seconds=2)
    """How often USD rates of quote assets are published."""
    connection_lifetime: timedelta = Field(default=timedelta(hours=23), ge=timedelta(seconds=2))
    """After so long, less up to a tenth by chance, a connection is replaced by a next one that delivers already.
    Binance ends each after 24 hours."""
    most_waiting: int = Field(default=200_000, ge=1_000)
    """Trades that Kafka has not acknowledged; beyond, sockets are closed and what is missed is fetched later."""
    backoff_cap: float = 10
    """Seconds between two attempts to connect, at most."""
    unavailable_retry: float = 10
    """Seconds between attempts at a venue that refuses us or speaks another protocol."""


_FeeBp = Annotated[Decimal, Field(ge=-100, le=1_000, decimal_places=4)]


class MarketSettings(ServiceSettings):
    catalogue: Path | None = None
    """The operator's own catalogue; not set: the one in this package's folder."""
    coins_every: timedelta = timedelta(seconds=2)
    """How often coins and instruments are read from the tables."""
    binance_taker_fee_bp: _FeeBp = Decimal(10)
    """What taking an offer at Binance costs, in basis points (hundredths of a per cent)."""
    coinbase_taker_fee_bp: _FeeBp = Decimal(60)
    """The same for Coinbase."""
    kraken_taker_fee_bp: _FeeBp = Decimal(40)
    """The same for Kraken."""
    quote_age_limit: timedelta = Field(default=timedelta(seconds=10), gt=timedelta(0), le=timedelta(seconds=30))
    """A quote that is older makes the spreads that it is part of unknown."""

    @property
    def taker_fees_bp(self) -> Mapping[Venue, Decimal]:
        """By venue."""
        return {
            Venue.BINANCE: self.binance_taker_fee_bp,
            Venue.COINBASE: self.coinbase_taker_fee_bp,
            Venue.KRAKEN: self.kraken_taker_fee_bp,
        }


class RecorderSettings(MarketSettings):
    service_name: str = "market-recorder"
    recorder_id: str = Field(default="market-recorder", min_length=1, max_length=100)
    """Its name among several recorders."""
    price_ttl: timedelta = Field(default=timedelta(seconds=10), ge=timedelta(seconds=5), le=timedelta(seconds=60))
    """How long `price:{coin_id}` stays in Redis: longer than the two seconds within which each coin is published again,
    short enough to tell a dead producer."""
    trades_kept: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=15))
    """Days of trades older than this are dropped, and gaps in them; live data only. A dropped day forgets which trades
    it had: no trade of that day may come afterwards."""
    minutes_kept: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=15))
    """Candles of 1m older than this are deleted, those from 5m up stay; live data only. Not less than
    `HISTORY_MINUTES`, or what is deleted would be imported again."""
    history_minutes: timedelta = Field(default=timedelta(days=30), ge=timedelta(0), le=timedelta(days=4_000))
    """How far back candles of 1m are imported from the exchanges, newest first."""
    history_hours: timedelta = Field(default=timedelta(days=730), ge=timedelta(days=14), le=timedelta(days=4_000))
    """Candles of 1h, likewise; the newest 300 of all coins come before anything else."""
    history_days: timedelta = Field(default=timedelta(days=730), ge=timedelta(days=14), le=timedelta(days=8_000))
    """Candles of 1d, likewise."""
    history_share: float = Field(default=0.5, gt=0, le=1)
    """The part of the time that the import of what nobody waits for may take; the rest is left to live trades."""
    spans_kept: timedelta = Field(default=timedelta(days=365), ge=timedelta(days=1))
    """Spans of arbitrage that ended longer ago are deleted."""
    spreads_kept: timedelta = Field(default=timedelta(days=14), ge=timedelta(days=1))
    """Each minute's spreads are deleted when they are older."""
    windows_every: timedelta = timedelta(seconds=4)
    """How often the references of changes and the day's extremes and volumes are read."""

    @model_validator(mode="after")
    def _keeps_what_it_imports(self) -> Self:
        if self.minutes_kept < self.history_minutes:
            raise ValueError("MINUTES_KEPT is less than HISTORY_MINUTES: what is deleted would be imported again")
        return self


class RestSettings(MarketSettings):
    service_name: str = "market-data"
    lists_every: timedelta = timedelta(seconds=15)
    """How often spark lines, completeness and open gaps are read."""
