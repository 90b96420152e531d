"""State channels (price, quotes, portfolio, sentiment, venues): a message is the whole state. No I/O and no clock."""

from typing import Final

from shared.events import PriceV1, SentimentV1, ValuationV1, VenueV1

from gateway.stream import frames
from gateway.stream.channels.channel_log import Passage
from gateway.stream.channels.items.quote_items import QuoteHead, books_item
from gateway.stream.channels.items.sentiment_items import sentiment_item
from gateway.stream.channels.items.stream_items import StreamItem, optional_time, price_item
from gateway.stream.channels.items.venue_items import VenueItem, best_states

STATE_COST: Final = 10
"""What it costs to encode and send a state, where an entry of a log that is encoded already costs 1."""
SENTIMENT_STALE_AFTER_US: Final = 180_000_000
"""Each coin's sentiment is published at least once a minute; when three are missing, its service is away."""


class _StateChannel:
    """What states have in common: only the newest counts, and it is encoded once a tick, however many are sent it."""

    is_log = False
    size = 0
    encodings = 0
    floor = 0

    def __init__(self, name: str, seq: int, *, stale_after_us: int) -> None:
        self.name = name
        self.seq = seq
        self.stale_after_us = stale_after_us
        self._message = b""
        self._made: tuple[int, int] | None = None

    @property
    def sent_seq(self) -> int:
        return self.seq

    def message(self, now_us: int) -> bytes:
        """The state as one message, with its ages at that time."""
        raise NotImplementedError

    def take_unsent(self, now_us: int) -> list[bytes]:
        if self._made != (self.seq, now_us):
            self._message, self._made = self.message(now_us), (self.seq, now_us)
        return [self._message]

    def skip_unsent(self) -> None:
        """Nothing to do: only the newest state is sent."""

    def since(self, _seq: int, now_us: int, _allowed: int) -> Passage:
        cost = 1 if self._made == (self.seq, now_us) else STATE_COST
        return Passage(self.take_unsent(now_us), self.seq, cost, is_last=True)

    def count(self, _seq: int | None) -> int:
        return 1

    def evict(self, before_us: int) -> None:
        """Nothing to do: the newest state stays."""


class PriceChannel(_StateChannel):
    """The newest price of a coin; its ages and `stale` are computed when it is sent."""

    def __init__(self, name: str, seq: int, price: PriceV1, *, stale_after_us: int) -> None:
        super().__init__(name, seq, stale_after_us=stale_after_us)
        self._price = price

    def put(self, seq: int, price: PriceV1) -> None:
        self.seq, self._price = seq, price

    def snapshot(self, now_us: int) -> bytes:
        return price_item(self._price, now_us, self.stale_after_us).encode()

    def message(self, now_us: int) -> bytes:
        at = optional_time(self._price.as_of_us)
        return frames.message(self.name, self.seq, self.snapshot(now_us), at, at)


class ExpiringChannel(_StateChannel):
    """A state that also changes when it has not been made anew for too long: it is stale then.

    So that `seq` grows, it is twice the record's, and one more then.
    """

    def __init__(self, name: str, seq: int, made_us: int, *, stale_after_us: int) -> None:
        super().__init__(name, 2 * seq, stale_after_us=stale_after_us)
        self._made_us = made_us
        self._is_old = False

    def expire(self, now_us: int) -> bool:
        """Whether the state has just become stale by time alone."""
        if self._is_old or not self.is_old(now_us):
            return False
        self._is_old = True
        self.seq += 1
        return True

    def is_old(self, now_us: int) -> bool:
        return now_us - self._made_us > self.stale_after_us

    def _renew(self, seq: int, made_us: int) -> None:
        self.seq, self._made_us, self._is_old = 2 * seq, made_us, False


class QuotesChannel(ExpiringChannel):
    """The newest quote of each instrument of a coin, unread until somebody is sent it."""

    def __init__(self, name: str, coin_id: str, *, stale_after_us: int) -> None:
        super().__init__(name, 0, 0, stale_after_us=stale_after_us)
        self._coin_id = coin_id
        self._newest: dict[str, tuple[int, bytes]] = {}
        self._as_of_us = 0

    def put(self, seq: int, quote: QuoteHead, raw: bytes) -> bool:
        """Whether it is newer than what was known of its instrument."""
        known = self._newest.get(quote.instrument_id)
        if known is not None and quote.ts_recv_us < known[0]:
            return False
        self._newest[quote.instrument_id] = (quote.ts_recv_us, raw)
        self._as_of_us = max(self._as_of_us, quote.ts_recv_us)
        self._renew(seq, self._as_of_us)
        return True

    def snapshot(self, now_us: int) -> bytes:
        raws = [raw for _, raw in self._newest.values()]
        return books_item(self._coin_id, raws, now_us, stale=self.is_old(now_us)).encode()

    def message(self, now_us: int) -> bytes:
        return frames.message(self.name, self.seq, self.snapshot(now_us), None, optional_time(self._as_of_us))


class PortfolioChannel(ExpiringChannel):
    """What a portfolio is worth, as portfolio-service has written it."""

    def __init__(self, name: str, seq: int, valuation: ValuationV1, *, stale_after_us: int) -> None:
        super().__init__(name, seq, valuation.made_us, stale_after_us=stale_after_us)
        self._valuation = valuation

    def put(self, seq: int, valuation: ValuationV1) -> None:
        self._renew(seq, valuation.made_us)
        self._valuation = valuation

    def snapshot(self, now_us: int) -> bytes:
        stale = b"true" if self._valuation.stale or self.is_old(now_us) else b"false"
        return b'{"stale":%b,%b' % (stale, bytes(self._valuation.data)[1:])

    def message(self, now_us: int) -> bytes:
        at = optional_time(self._valuation.as_of_us)
        return frames.message(self.name, self.seq, self.snapshot(now_us), at, at)


class SentimentChannel(ExpiringChannel):
    """The newest sentiment of a coin."""

    def __init__(self, name: str, seq: int, sentiment: SentimentV1) -> None:
        super().__init__(name, seq, sentiment.made_us, stale_after_us=SENTIMENT_STALE_AFTER_US)
        self._sentiment = sentiment

    def put(self, seq: int, sentiment: SentimentV1) -> None:
        self._renew(seq, sentiment.made_us)
        self._sentiment = sentiment

    def snapshot(self, now_us: int) -> bytes:
        return sentiment_item(self._sentiment, stale=self.is_old(now_us)).encode()

    def message(self, now_us: int) -> bytes:
        at = optional_time(self._sentiment.as_of_us)
        return frames.message(self.name, self.seq, self.snapshot(now_us), at, at)


_EXPIRIES_PER_RECORD = 64


class VenuesChannel(_StateChannel):
    """Every venue's state, as one list.

    A state also changes by expiring, without a new record. So that `seq` grows then, too, and is the same on every
    replica, it is 64 times the record's `seq` plus the number of ingesters whose newest state has expired.
    """

    def __init__(self, name: str, *, stale_after_us: int) -> None:
        super().__init__(name, 0, stale_after_us=stale_after_us)
        self._record_seq = 0
        self._states: dict[tuple[str, str], VenueV1] = {}

    def put(self, seq: int, state: VenueV1) -> None:
        self._states[state.venue, state.ingester] = state
        self._record_seq = seq

    def expire(self, now_us: int) -> bool:
        """Whether the state has changed since the last call, by records or by time alone."""
        expired = sum(now_us - state.as_of_us > self.stale_after_us for state in self._states.values())
        seq = self._record_seq * _EXPIRIES_PER_RECORD + min(expired, _EXPIRIES_PER_RECORD - 1)
        changed = seq > self.seq
        self.seq = max(self.seq, seq)
        return changed

    def items(self, now_us: int) -> list[VenueItem]:
        return best_states(self._states.values(), now_us, self.stale_after_us)

    def snapshot(self, now_us: int) -> bytes:
        return VenueItems(self.items(now_us)).encode()

    def message(self, now_us: int) -> bytes:
        newest = max((state.as_of_us for state in self._states.values()), default=None)
        return frames.message(self.name, self.seq, self.snapshot(now_us), None, optional_time(newest))


class VenueItems(StreamItem, frozen=True):
    items: list[VenueItem]
