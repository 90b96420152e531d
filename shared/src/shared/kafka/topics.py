"""Every topic of the platform: name, event, partitions, clean-up. The migration step makes them."""

from functools import lru_cache
from typing import Final

import msgspec
from aiokafka.partitioner import murmur2

from shared.events import (
    AlertV1,
    CandleV1,
    DocumentV1,
    GapV1,
    IndicatorV1,
    PriceV1,
    QuoteV1,
    RateV1,
    RecorderV1,
    RevocationV1,
    SentimentV1,
    StreamV1,
    TickerV1,
    TradeV1,
    ValuationV1,
    VenueV1,
    WatchV1,
)


@lru_cache(maxsize=65_536)
def partition_of(key: str, partitions: int) -> int:
    """murmur2 of the UTF-8 key, made positive as the Java client does, modulo the topic's partitions."""
    return int((murmur2(key.encode()) & 0x7FFF_FFFF) % partitions)


class Topic(msgspec.Struct, frozen=True):
    """`event` is None for dead letters, whose records hold any bytes.

    `states`: only the newest of a key counts, so that a later one replaces one that waits for the broker. `compacted`:
    the broker, too, keeps the newest of each key for ever. `most_waiting`: so many records of a partition may wait for
    the broker; further ones are left out. Only for what may be lost.
    """

    name: str
    event: type[msgspec.Struct] | None
    partitions: int = 12
    compacted: bool = False
    states: bool = False
    retention_ms: int | None = None
    most_waiting: int | None = None

    @property
    def schema(self) -> str:
        """What the `schema` header says: the struct's name."""
        return self.event.__name__ if self.event else "bytes"

    @property
    def dlq(self) -> str:
        return f"{self.name}.dlq"


_DAY_MS: Final = 86_400_000
_HOUR_MS: Final = 3_600_000

TRADES: Final = Topic("market.trades.v1", TradeV1)
TICKERS: Final = Topic("market.tickers.v1", TickerV1)
# The busiest after trades, and of no use when it is old: only the newest of an instrument counts.
QUOTES: Final = Topic("market.quotes.v1", QuoteV1, retention_ms=_HOUR_MS)
RATES: Final = Topic("market.rates.v1", RateV1, partitions=1, retention_ms=_DAY_MS)
CANDLES: Final = Topic("market.candles.v1", CandleV1)
PRICES: Final = Topic("market.prices.v1", PriceV1, compacted=True)
VENUES: Final = Topic("market.venues.v1", VenueV1, partitions=1, compacted=True)
RECORDERS: Final = Topic("market.recorders.v1", RecorderV1, partitions=1, compacted=True)
GAPS: Final = Topic("market.gaps.v1", GapV1)
INDICATORS: Final = Topic("analytics.indicators.v1", IndicatorV1)
REVOCATIONS: Final = Topic("users.revocations.v1", RevocationV1, partitions=1, retention_ms=_DAY_MS)
WATCHES: Final = Topic("portfolio.watches.v1", WatchV1, states=True, retention_ms=_HOUR_MS)
VALUATIONS: Final = Topic("portfolio.valuations.v1", ValuationV1, states=True, retention_ms=_HOUR_MS)
ALERTS: Final = Topic("portfolio.alerts.v1", AlertV1, retention_ms=7 * _DAY_MS)
# One partition: the stream shows the stories of all coins as one log, whose `seq` are the offsets.
DOCUMENTS: Final = Topic("sentiment.documents.v1", DocumentV1, partitions=1, retention_ms=_DAY_MS)
SCORES: Final = Topic("sentiment.scores.v1", SentimentV1, compacted=True, states=True)
STREAMS: Final = Topic("platform.streams.v1", StreamV1, partitions=1, compacted=True)
FRAMES_DLQ: Final = Topic("market.frames.dlq", None, partitions=1, most_waiting=200)

_WITH_EVENTS: Final = (
    TRADES,
    TICKERS,
    QUOTES,
    RATES,
    CANDLES,
    PRICES,
    VENUES,
    RECORDERS,
    GAPS,
    INDICATORS,
    REVOCATIONS,
    WATCHES,
    VALUATIONS,
    ALERTS,
    DOCUMENTS,
    SCORES,
)
DEAD_LETTERS: Final = (*(Topic(topic.dlq, None, partitions=1) for topic in _WITH_EVENTS), FRAMES_DLQ)
TOPICS: Final = (STREAMS, *_WITH_EVENTS, *DEAD_LETTERS)
