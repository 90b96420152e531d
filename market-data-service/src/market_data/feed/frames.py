"""The frames of one venue: parsed and counted; unreadable ones go to a dead-letter topic. Nothing here raises."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import Counter, Gauge
from shared.clock import now_us
from shared.events import QuoteV1, TickerV1, TradeV1
from shared.events.values import Venue
from shared.kafka import Producer
from shared.kafka.topics import FRAMES_DLQ
from shared.logging import get_logger

from market_data.feed.publisher import Publisher
from market_data.feed.quotes.conflation import Conflation
from market_data.feed.quotes.venue_quotes import SHORTEST_US
from market_data.feed.rotation.link import Link
from market_data.feed.venue_status import VenueStatus
from market_data.venues.types import (
    Acknowledged,
    Heartbeat,
    Parser,
    RefusedRequest,
    RejectedFrame,
    ShuttingDown,
    VenueMessage,
)

log = get_logger(__name__)

RECEIVED: Final = Counter("market_trades_received_total", "Trades that came from a venue", ["venue"])
UNPARSED: Final = Counter("market_unparsed_total", "Frames that are none of the venue's protocol", ["venue"])
AGE: Final = Gauge("market_message_age_seconds", "Age of the newest message", ["venue"])

_DEAD_LETTERS_PER_SECOND: Final = 10
_DEAD_LETTER_BYTES: Final = 65_536
_UNKNOWN_AFTER: Final = 20
"""Unreadable frames, with no readable one, after which the venue is taken to speak another protocol.

Likewise trades of another time, with none of ours since, after which a clock is taken to be wrong.
"""
_CHECK_KAFKA_EVERY: Final = 256
"""Frames between checks whether Kafka keeps up: counting the unacknowledged records sums over all partitions."""


class FrameReader:
    """Turns frames into trades and tickers; what else they say is kept in their link. `link` is the venue's own one."""

    def __init__(
        self, venue: Venue, producer: Producer, publisher: Publisher, status: VenueStatus, most_waiting: int
    ) -> None:
        self.publisher = publisher
        self.link = Link()
        self.parser: Parser | None = None
        self.state_stream: Callable[[bytes], bytes | None] | None = None
        """Names the stream of a frame that a later one of the same stream makes useless, see `Adapter`."""
        self.states: Conflation[bytes, tuple[bytes, int]] = Conflation(SHORTEST_US)
        """Frames of such streams that wait, unread, with when they came: most are replaced and never read."""
        self.on_newest_id: Callable[[str, int], None] = lambda _native, _id: None
        self._venue = venue
        self._producer = producer
        self._status = status
        self._most_waiting = most_waiting
        self._dead_letter_second = 0
        self._dead_letters = 0
        self._received = RECEIVED.labels(venue)
        self._unparsed = UNPARSED.labels(venue)
        AGE.labels(venue).set_function(self._age)

    @property
    def protocol_is_unknown(self) -> bool:
        """Whether this connection has brought nothing but frames that cannot be read."""
        return self.link.readable == 0 and self.link.unreadable >= _UNKNOWN_AFTER

    @property
    def is_untimely(self) -> bool:
        """Whether this connection's newest trades are all such that one of the two clocks must be wrong."""
        return self.link.untimely >= _UNKNOWN_AFTER

    @property
    def is_timely(self) -> bool:
        """Whether nothing has spoken against our clock since the newest trade that fits to it."""
        return self.link.untimely == 0

    def must_wait(self) -> bool:
        """Whether as many records as are allowed wait for Kafka's acknowledgement."""
        return self._producer.pending >= self._most_waiting

    def read(self, frame: bytes, link: Link) -> Iterator[TradeV1 | TickerV1 | QuoteV1]:
        """The trades, tickers and quotes of a frame that came on `link`; of one that waits for a newer one, none."""
        status = self._status
        status.messages += 1
        status.last_message_at_us = received_us = now_us()
        if self.state_stream is not None and link is self.link:
            stream = self.state_stream(frame)
            if stream is not None and not self.states.offer(stream, (frame, received_us), received_us):
                return
        yield from self._parsed(frame, received_us, link)
        if status.messages % _CHECK_KAFKA_EVERY == 0 and self.must_wait():
            link.close()

    def read_states(self, *, all_of_them: bool = False) -> Iterator[TradeV1 | TickerV1 | QuoteV1]:
        """What the frames say that have waited long enough, or, at a connection's end, all that wait."""
        for frame, received_us in self.states.due(now_us() + SHORTEST_US * all_of_them):
            yield from self._parsed(frame, received_us, self.link)

    def _parsed(self, frame: bytes, received_us: int, link: Link) -> Iterator[TradeV1 | TickerV1 | QuoteV1]:
        if self.parser is None:
            return
        status = self._status
        for message in self.parser.parse(frame, received_us):
            if isinstance(message, TradeV1):
                status.received += 1
                self._received.inc()
                link.readable += 1
                link.untimely = 0
                status.last_data_at_us = received_us
                yield message
            elif isinstance(message, TickerV1 | QuoteV1):
                link.readable += 1
                status.last_data_at_us = received_us
                yield message
            else:
                self._on_other(message, frame, link)

    def _on_other(self, message: VenueMessage, frame: bytes, link: Link) -> None:
        match message:
            case RejectedFrame(reason, off_us):
                link.untimely += off_us is not None
                link.unreadable += off_us is None
                self._reject(frame, reason, is_untimely=off_us is not None)
            case Heartbeat(native, last_id):
                if native is not None and last_id is not None:
                    self.on_newest_id(native, last_id)
            case Acknowledged():
                link.acknowledged = True
                link.on_answer(message)
            case ShuttingDown():
                log.info("venue is shutting the connection down", venue=self._venue)
                link.shutting_down.set()
            case RefusedRequest():
                link.on_answer(message)

    def _reject(self, frame: bytes, reason: str, *, is_untimely: bool) -> None:
        """Count a frame and keep it as a dead letter, unless nothing is wrong with it but our own clock."""
        if is_untimely and self._status.is_clock_wrong:
            return
        self._status.unparsed += 1
        self._unparsed.inc()
        second = int(time.monotonic())
        if second != self._dead_letter_second:
            self._dead_letter_second, self._dead_letters = second, 0
        if self._dead_letters < _DEAD_LETTERS_PER_SECOND:
            self._dead_letters += 1
            headers = [("venue", self._venue.value.encode()), ("reason", reason[:300].encode(errors="replace"))]
            self._producer.put_bytes(FRAMES_DLQ, None, frame[:_DEAD_LETTER_BYTES], headers=headers)

    def _age(self) -> float:
        at_us = self._status.last_message_at_us
        return float("inf") if at_us is None else (now_us() - at_us) / 1e6
