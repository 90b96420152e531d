"""What the portfolio service reads from its environment."""

from datetime import timedelta

from pydantic import Field
from shared.events.indicator_set import ALERT_INDICATORS
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    service_name: str = "portfolio"
    port: int = Field(default=8107, ge=0, le=65_535)
    role: str = "portfolio"
    """What it acts as in PostgreSQL: owns the portfolios' tables, reads views of `market_api`."""
    database_pool: int = Field(default=10, ge=1)
    """Connections that stay open; twice as many at once."""
    stale_after: timedelta = Field(default=timedelta(seconds=15), gt=timedelta(0))
    """A price without news for so long is shown as stale."""

    portfolios_most: int = Field(default=50, ge=1)
    """Portfolios of one user."""
    transactions_most: int = Field(default=250_000, ge=1)
    """Transactions of one portfolio."""
    cached_transactions: int = Field(default=1_000_000, ge=1)
    """Transactions of all portfolios whose lots stay in memory, about 1 kB each."""
    cache_ttl: timedelta = Field(default=timedelta(minutes=10), gt=timedelta(0))
    """How long holdings and lots stay in Redis and in memory after a ledger was computed."""
    import_bytes: int = Field(default=33_554_432, ge=1)
    """Bytes of a file to import: 100 000 rows of the widest format have about half of this."""
    imports_at_once: int = Field(default=2, ge=1)
    """Imports that are committed at the same time; others wait."""
    imports_waiting: int = Field(default=32, ge=1)
    """Imports that are being committed, or wait for it."""
    import_answer_within: timedelta = Field(default=timedelta(seconds=5), gt=timedelta(0), lt=timedelta(seconds=15))
    """An import that takes longer to commit is answered with 202; the gateway waits 15 s."""
    idempotency_kept: timedelta = timedelta(days=1)
    """How long the answer to an `Idempotency-Key` is kept."""

    alerts_most: int = Field(default=10_000, ge=1)
    """Alerts of one user."""
    alert_indicators: tuple[str, ...] = ALERT_INDICATORS
    """The indicators that analytics publishes (its `STORED_INDICATORS`): alerts may be on them. `rsi:14`, or with named
    parameters and outputs `bb:period=20,deviations=2:upper,middle,lower`."""

    @property
    def stale_after_us(self) -> int:
        return self.stale_after // timedelta(microseconds=1)
