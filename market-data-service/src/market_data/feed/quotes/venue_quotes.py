"""One venue's best bids and asks on their way to Kafka: at most ten a second of each instrument, the newest always.

Several ingesters that follow the same instruments share the ten.
"""

from typing import Final

from prometheus_client import Counter
from shared.clock import now_us
from shared.events import QuoteV1, TickerV1
from shared.events.values import Instrument, Venue

from market_data.feed.publisher import Publisher
from market_data.feed.quotes.conflation import Conflation

SHORTEST_US: Final = 100_000
_OWN_STREAM_US: Final = 1_000_000
"""So long after a quote from a stream of quotes, a ticker says nothing newer about the book."""
_MOST_WAITING: Final = 5_000
"""Quotes that Kafka has not acknowledged; beyond, only the newest of each instrument is kept here until it has."""
PUBLISHED: Final = Counter("market_quotes_published_total", "Best bids and asks that were published", ["venue"])
CONFLATED: Final = Counter(
    "market_quotes_conflated_total",
    "Best bids and asks that a newer one replaced before that",
    ["venue"],
)


class VenueQuotes:
    """`on_message` takes tickers and quotes; `flush` is called every few hundredths of a second."""

    def __init__(self, venue: Venue, publisher: Publisher, ingesters: int = 1) -> None:
        self._publisher = publisher
        self._conflation: Conflation[str, tuple[Instrument, QuoteV1]] = Conflation(SHORTEST_US * ingesters)
        self._own_stream_us: dict[str, int] = {}
        self._is_behind = False
        self._published = PUBLISHED.labels(venue)
        self._conflated = CONFLATED.labels(venue)
        self._counted = 0

    def on_message(self, instrument: Instrument, message: QuoteV1 | TickerV1) -> None:
        """Publish a ticker as it is; the book that it names, and a quote, in their turn.

        Where a venue sends both, its quotes go before the books of its tickers.
        """
        if isinstance(message, TickerV1):
            self._publisher.publish_ticker(instrument, message)
        if isinstance(message, QuoteV1):
            self._own_stream_us[message.instrument_id] = message.ts_recv_us
            self._publisher.take_rate(instrument, message)
            self._on_quote(instrument, message)
        elif message.bid_price is not None or message.ask_price is not None:
            own_us = self._own_stream_us.get(message.instrument_id)
            if own_us is None or not 0 <= message.ts_recv_us - own_us < _OWN_STREAM_US:
                self._on_quote(instrument, quote_of_ticker(message))

    def _on_quote(self, instrument: Instrument, quote: QuoteV1) -> None:
        if self._is_behind:
            self._conflation.hold(quote.instrument_id, (instrument, quote))
        elif self._conflation.offer(quote.instrument_id, (instrument, quote), quote.ts_recv_us):
            self._publish(instrument, quote)

    def flush(self, replaced_frames: int) -> None:
        """Publish what has waited long enough, unless Kafka is behind.

        `replaced_frames`: how many frames with a quote were passed over unread so far.
        """
        self._is_behind = self._publisher.quotes_waiting >= _MOST_WAITING
        if not self._is_behind:
            for instrument, quote in self._conflation.due(now_us()):
                self._publish(instrument, quote)
        replaced = self._conflation.replaced + replaced_frames
        self._conflated.inc(replaced - self._counted)
        self._counted = replaced

    def _publish(self, instrument: Instrument, quote: QuoteV1) -> None:
        self._publisher.publish_quote(instrument, quote)
        self._published.inc()


def quote_of_ticker(ticker: TickerV1) -> QuoteV1:
    """The top of the book that a ticker names."""
    return QuoteV1(
        venue=ticker.venue,
        instrument_id=ticker.instrument_id,
        coin_id=ticker.coin_id,
        ts_recv_us=ticker.ts_recv_us,
        bid_price=ticker.bid_price,
        bid_size=ticker.bid_size,
        ask_price=ticker.ask_price,
        ask_size=ticker.ask_size,
    )
