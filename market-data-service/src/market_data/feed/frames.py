"""The frames of one venue: parsed, counted, and what cannot be read kept for a look. Nothing here raises."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from prometheus_client import Counter, Gauge
from shared.clock import now_us
from shared.events import TickerV1, TradeV1
from shared.events.values import Venue
from shared.kafka import Producer
from shared.kafka.topics import FRAMES_DLQ
from shared.logging import get_logger

from market_data.feed.publisher import Publisher
from market_data.feed.socket import VenueSocket
from market_data.feed.venue_status import Report
from market_data.venues.types import Acknowledged, Heartbeat, Parser, Refused, Rejected, Said, ShuttingDown

log = get_logger(__name__)

RECEIVED: Final = Counter("market_trades_received_total", "Trades that came from a venue", ["venue"])
UNPARSED: Final = Counter("market_unparsed_total", "Frames that are none of the venue's protocol", ["venue"])
AGE: Final = Gauge("market_message_age_seconds", "Age of the newest message", ["venue"])

_KEPT_A_SECOND: Final = 10
_KEPT_BYTES: Final = 65_536
_UNKNOWN_AFTER: Final = 20
_BETWEEN_LOOKS: Final = 256
"""Frames after which it is looked again whether Kafka keeps up: the count of what waits is a sum over partitions."""


class FrameReader:
    """Turns frames into trades and tickers and keeps what else they say. `begin` starts a connection's counts."""

    def __init__(
        self, venue: Venue, producer: Producer, publisher: Publisher, report: Report, most_waiting: int
    ) -> None:
        self.publisher = publisher
        self.socket: VenueSocket | None = None
        self.parser: Parser | None = None
        self.on_beat: Callable[[str, int], None] = lambda _native, _id: None
        self.good = 0
        self.shutting_down = False
        self.acknowledged = False
        self._venue = venue
        self._producer = producer
        self._report = report
        self._most_waiting = most_waiting
        self._bad = 0
        self._missing: set[str] = set()
        self._requests = 0
        self._all_there = asyncio.Event()
        self._kept_in = 0
        self._kept = 0
        self._received = RECEIVED.labels(venue)
        self._unparsed = UNPARSED.labels(venue)
        AGE.labels(venue).set_function(self._age)

    def begin(self) -> None:
        self.good = self._bad = 0
        self.acknowledged = self.shutting_down = False

    @property
    def speaks_unknown(self) -> bool:
        """Whether this connection has brought nothing but frames that cannot be read."""
        return self.good == 0 and self._bad >= _UNKNOWN_AFTER

    def blocked(self) -> bool:
        return self._producer.pending >= self._most_waiting

    def expect(self, natives: Sequence[str], requests: int) -> asyncio.Event:
        """An event for when the venue has acknowledged these instruments, or that many requests."""
        self._missing, self._requests, self._all_there = set(natives), requests, asyncio.Event()
        return self._all_there

    def read(self, frame: bytes) -> Iterator[TradeV1 | TickerV1]:
        """The trades and tickers of a frame."""
        report = self._report
        report.messages += 1
        report.last_message_at_us = received = now_us()
        if self.parser is None:
            return
        for said in self.parser.parse(frame, received):
            if isinstance(said, TradeV1):
                report.received += 1
                self._received.inc()
                self.good += 1
                yield said
            elif isinstance(said, TickerV1):
                self.good += 1
                yield said
            else:
                self._note(said, frame)
        if report.messages % _BETWEEN_LOOKS == 0 and self.blocked() and self.socket is not None:
            self.socket.close()

    def _note(self, said: Said, frame: bytes) -> None:
        match said:
            case Rejected(reason):
                self._reject(frame, reason)
            case Heartbeat(native, last_id):
                if native is not None and last_id is not None:
                    self.on_beat(native, last_id)
            case Acknowledged(natives):
                self._acknowledge(natives)
            case ShuttingDown():
                log.info("venue is shutting the connection down", venue=self._venue)
                self.shutting_down = True
                if self.socket is not None:
                    self.socket.close()
            case Refused(detail):
                log.warning("venue refused a request", venue=self._venue, detail=detail)

    def _acknowledge(self, natives: tuple[str, ...] | None) -> None:
        self.acknowledged = True
        self._requests -= 1
        self._missing.difference_update(natives or ())
        if not self._missing or (natives is None and self._requests <= 0):
            self._all_there.set()

    def _reject(self, frame: bytes, reason: str) -> None:
        self._bad += 1
        self._report.unparsed += 1
        self._unparsed.inc()
        second = int(time.monotonic())
        if second != self._kept_in:
            self._kept_in, self._kept = second, 0
        if self._kept < _KEPT_A_SECOND:
            self._kept += 1
            headers = [("venue", self._venue.value.encode()), ("reason", reason[:300].encode(errors="replace"))]
            self._producer.put_bytes(FRAMES_DLQ, None, frame[:_KEPT_BYTES], headers=headers)

    def _age(self) -> float:
        at_us = self._report.last_message_at_us
        return float("inf") if at_us is None else (now_us() - at_us) / 1e6
