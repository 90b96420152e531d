"""What the portfolio service reads from its environment."""

from datetime import timedelta

from pydantic import Field
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    service_name: str = "portfolio"
    port: int = Field(default=8107, ge=0, le=65_535)
    role: str = "portfolio"
    """What it acts as in PostgreSQL: owns the portfolios' tables, reads views of `market_api`."""
    database_pool: int = Field(default=10, ge=1)
    stale_after: timedelta = Field(default=timedelta(seconds=15), gt=timedelta(0))
    """A price without news for so long is shown as stale."""

    portfolios_most: int = Field(default=50, ge=1)
    """Of one user."""
    transactions_most: int = Field(default=250_000, ge=1)
    """Of one portfolio."""
    cached_transactions: int = Field(default=1_000_000, ge=1)
    """Of all portfolios whose lots stay in memory, about 1 kB each."""
    cache_ttl: timedelta = Field(default=timedelta(minutes=10), gt=timedelta(0))
    """Of holdings and lots in Redis and in memory: no longer than this after a ledger was computed."""
    import_bytes: int = Field(default=33_554_432, ge=1)
    """Of one file: 100 000 rows of the widest format have about half of this."""
    imports_at_once: int = Field(default=2, ge=1)
    imports_waiting: int = Field(default=32, ge=1)
    """That are being committed, or wait for it."""
    import_answer_within: timedelta = Field(default=timedelta(seconds=5), gt=timedelta(0), lt=timedelta(seconds=15))
    """An import that takes longer to commit is answered with 202; the gateway waits 15 s."""
    idempotency_kept: timedelta = timedelta(days=1)

    alerts_most: int = Field(default=10_000, ge=1)
    """Of one user."""
    alert_indicators: tuple[str, ...] = ("sma:20", "ema:50", "realized_volatility:30")
    """Name and period of the indicators that analytics publishes: alerts may be on them."""

    @property
    def stale_after_us(self) -> int:
        return self.stale_after // timedelta(microseconds=1)
