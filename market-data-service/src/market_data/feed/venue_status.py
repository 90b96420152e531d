"""The state of one venue's connection, published as `VenueV1`. No I/O but the producer."""

import asyncio
from collections import deque
from typing import Final

from prometheus_client import Counter, Gauge
from shared.clock import now_us
from shared.events import Feed, NotFollowed, VenueReason, VenueState, VenueV1
from shared.events.values import Mode, Venue
from shared.kafka import Producer
from shared.kafka.topics import GAPS, TRADES, VENUES
from shared.logging import get_logger

log = get_logger(__name__)
_RATE_SECONDS: Final = 10
STATE: Final = Gauge("venue_state", "1 for the state that a venue is in, 0 for others", ["venue", "state"])
OPEN_GAPS: Final = Gauge("market_open_gaps", "Holes in a venue's trades that are not filled yet", ["venue"])
RECONNECTS: Final = Counter(
    "market_reconnects_total", "Attempts to connect again, by what ended the one before", ["venue", "reason"]
)
_ENDS: Final = (
    VenueReason.CONNECTION_LOST,
    VenueReason.NO_DATA,
    VenueReason.GEO_BLOCKED,
    VenueReason.RATE_LIMITED,
)


class VenueStatus:
    """One venue as this ingester sees it. `turn` changes the state, `publish` puts all of it into Kafka."""

    def __init__(self, venue: Venue, ingester: str, mode: Mode, producer: Producer) -> None:
        self.venue = venue
        self.state = VenueState.CONNECTING
        self.reason: VenueReason | None = VenueReason.NO_DATA
        self.feed = Feed.CONTINUOUS
        self.attempt = 0
        self.next_attempt_at_us: int | None = None
        self.last_message_at_us: int | None = None
        self.last_data_at_us: int | None = None
        self.messages = 0
        self.received = 0
        self.unparsed = 0
        self.open_gaps = 0
        self.resumed = False
        self.is_end_published = True
        """False between the end of a finite feed and its entry in the gap ledger: until then nothing is settled."""
        self.is_clock_wrong = False
        self.not_followed: dict[str, NotFollowed] = {}
        self._since_us = self._started_us = now_us()
        self._ingester = ingester
        self._mode = mode
        self._producer = producer
        self._counts: deque[int] = deque([0], maxlen=_RATE_SECONDS + 1)
        self._show_state()
        OPEN_GAPS.labels(venue).set_function(lambda: self.open_gaps)
        # A counter that first shows as 1 has not increased for Prometheus: each begins at 0.
        self._reconnects = {why: RECONNECTS.labels(venue, why) for why in _ENDS}

    def turn(self, state: VenueState, reason: VenueReason | None = None) -> None:
        """Change the state, log it and publish it at once. The same state again does nothing."""
        if (state, reason) == (self.state, self.reason):
            return
        log.info("venue state", venue=self.venue, state=state, reason=reason, before=self.state, attempt=self.attempt)
        self.state, self.reason, self._since_us = state, reason, now_us()
        self._show_state()
        self.publish()

    def _show_state(self) -> None:
        for each in VenueState:
            STATE.labels(self.venue, each).set(each is self.state)

    @property
    def why_away(self) -> VenueReason:
        """What ended the connection: that it was silent, if that has just been said of it."""
        is_silent = (self.state, self.reason) == (VenueState.STALE, VenueReason.NO_DATA)
        return VenueReason.NO_DATA if is_silent else VenueReason.CONNECTION_LOST

    def turn_stale(self, reason: VenueReason) -> None:
        """An unavailable venue stays so when a connection is lost: why it is unavailable says more."""
        if self.state is not VenueState.UNAVAILABLE or reason is not VenueReason.CONNECTION_LOST:
            self.turn(VenueState.STALE, reason)

    async def pause(self, seconds: float, why: VenueReason) -> None:
        """Wait before the next attempt to connect; the state says when that is."""
        self.will_connect_again(seconds, why)
        await asyncio.sleep(seconds)
        self.next_attempt_at_us = None

    def will_connect_again(self, seconds: float, why: VenueReason) -> None:
        """Count another attempt, in so many seconds, and publish when that is. `why` is one of `_ENDS`."""
        self._reconnects[why].inc()
        self.attempt += 1
        self.next_attempt_at_us = now_us() + int(seconds * 1e6)
        self.publish()

    def name(self, not_followed: dict[str, NotFollowed]) -> None:
        """Change why which instruments are not followed, log what is news and publish it at once."""
        before, self.not_followed = self.not_followed, not_followed
        if before == not_followed:
            return
        for id_, why in not_followed.items():
            if why is not NotFollowed.UNANSWERED and before.get(id_) is not why:
                log.info("instrument not followed", instrument=id_, why=why)
        for id_, why in before.items():
            if why is not NotFollowed.UNANSWERED and id_ not in not_followed:
                log.info("instrument followed", instrument=id_, before=why)
        self.publish()

    def count_second(self) -> None:
        """To be called once a second: the message rate is the mean over the last ten."""
        self._counts.append(self.messages)

    @property
    def message_rate(self) -> float:
        return round((self._counts[-1] - self._counts[0]) / max(len(self._counts) - 1, 1), 1)

    def publish(self) -> None:
        state = VenueV1(
            venue=self.venue,
            ingester=self._ingester,
            mode=self._mode,
            state=self.state,
            reason=self.reason,
            since_us=self._since_us,
            as_of_us=now_us(),
            last_message_at_us=self.last_message_at_us,
            last_data_at_us=self.last_data_at_us,
            message_rate=self.message_rate,
            attempt=self.attempt,
            next_attempt_at_us=self.next_attempt_at_us,
            open_gaps=self.open_gaps,
            feed=self.feed,
            started_us=self._started_us,
            received=self.received,
            unparsed=self.unparsed,
            unacked=self._producer.pending_of(TRADES) + self._producer.pending_of(GAPS),
            resumed=self.resumed and self.is_end_published,
            **{why.value: tuple(id_ for id_, its in self.not_followed.items() if its is why) for why in NotFollowed},
        )
        self._producer.put(VENUES, f"{self.venue}:{self._ingester}", state)
