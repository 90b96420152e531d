"""What the sentiment service reads from its environment."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr
from shared.settings import ServiceSettings

_SOURCES: Final = Path(__file__).parent / "sources" / "sources.toml"


class Settings(ServiceSettings):
    service_name: str = "sentiment"
    port: int = Field(default=8108, ge=0, le=65_535)
    role: str = "sentiment"
    """What it acts as in PostgreSQL: owns documents and scores, reads views of `market_api`."""
    database_pool: int = Field(default=8, ge=1)
    """Connections that stay open; twice as many at once."""

    sentiment_sources: Path = _SOURCES
    """The file that lists the sources."""
    allow_private_addresses: bool = False
    """Whether sources may be fetched from loopback and private addresses, and without TLS: local feeds, tests."""

    sentiment_model: str = "transformer"
    """`transformer` (ours), `vader`, or the name or path of a Hugging Face classifier (extra `transformers`)."""
    model_threads: int = Field(default=1, ge=1)
    """Threads of the classifier; one leaves the other core to the live path."""

    window: timedelta = Field(default=timedelta(hours=24), gt=timedelta(0))
    """A coin's score is that of the stories of so long."""
    half_life: timedelta = Field(default=timedelta(hours=8), gt=timedelta(0))
    """A story so old weighs half of a new one."""
    same_story_within: timedelta = Field(default=timedelta(hours=72), gt=timedelta(0))
    """Alike texts further apart are two stories."""
    scores_every: timedelta = Field(default=timedelta(seconds=5), gt=timedelta(0))
    """How often changed coins are published; unchanged ones each minute, as their stories age."""
    documents_kept: timedelta = timedelta(days=400)
    """How long documents and their scores are kept."""
    cache_ttl: timedelta = Field(default=timedelta(minutes=5), gt=timedelta(0))
    """How long `sentiment:{coin_id}` stays in Redis."""

    coindesk_key: SecretStr | None = None
    """Key of CoinDesk Data. A source whose key is not set is `disabled: no key`, and never asked."""
    cryptocompare_key: SecretStr | None = None
    """Key of CryptoCompare."""
    newsapi_key: SecretStr | None = None
    """Key of NewsAPI."""
    x_bearer_token: SecretStr | None = None
    """Key of X."""
    x_posts_per_day: int = Field(default=2_000, ge=0)
    """A read post costs money ($0.005 in 2026): no more than this in 24 hours."""
    reddit_client_id: SecretStr | None = None
    """Client of Reddit."""
    reddit_client_secret: SecretStr | None = None
    """Its secret."""
