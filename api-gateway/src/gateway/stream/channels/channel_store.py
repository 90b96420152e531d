"""Every channel that has data, and which of them changed since the last tick. No I/O and no clock."""

from collections.abc import Callable
from typing import Protocol

from shared.events import PriceV1, SentimentV1, ValuationV1, VenueV1
from shared.events.values import split_instrument_id

from gateway.stream.channels.channel_log import ChannelLog, LogEntry, PartitionProgress, Passage
from gateway.stream.channels.items.quote_items import QuoteHead, books_item
from gateway.stream.channels.items.sentiment_items import unknown_sentiment
from gateway.stream.channels.log_kinds import LogKind
from gateway.stream.channels.names import VENUES, Channel, Kind, shown_name
from gateway.stream.channels.state_channels import (
    ExpiringChannel,
    PortfolioChannel,
    PriceChannel,
    QuotesChannel,
    SentimentChannel,
    VenuesChannel,
)


class ChannelSource(Protocol):
    """The data of one channel. `seq`: of its newest change; `sent_seq`: of the newest change sent to clients.

    `since` gives as much of what changed as `allowed` pays for, and `count` how much a subscription is sent first.
    """

    name: str
    seq: int

    @property
    def sent_seq(self) -> int: ...
    @property
    def floor(self) -> int: ...
    @property
    def is_log(self) -> bool: ...
    @property
    def size(self) -> int: ...
    def snapshot(self, now_us: int, /) -> bytes: ...
    def take_unsent(self, now_us: int, /) -> list[bytes]: ...
    def skip_unsent(self) -> None: ...
    @property
    def encodings(self) -> int: ...
    def since(self, seq: int, now_us: int, allowed: int, /) -> Passage: ...
    def count(self, seq: int | None, /) -> int: ...
    def evict(self, before_us: int, /) -> None: ...


class ChannelStore:
    """The data of all channels, by channel name.

    `progress_of` gives what was read of a channel's partition. `window_loaded`: the logs reach back as far as they
    ever will: over the resume window, or over as much of it as could be loaded. `portfolios`: the names of the channels
    of portfolios that clients have or are about to have; what is said of others is not held.
    """

    def __init__(self, *, stale_after_us: int, progress_of: Callable[[Channel], PartitionProgress]) -> None:
        self.progress_of = progress_of
        self.window_loaded = False
        self._stale_after_us = stale_after_us
        self.venues = VenuesChannel(VENUES, stale_after_us=stale_after_us)
        self.sources: dict[str, ChannelSource] = {VENUES: self.venues}
        self.changed: set[str] = set()
        self.portfolios: set[str] = set()
        self._expiring: set[str] = set()
        self.coins: set[str] = set()
        self.symbols: dict[str, str] = {}
        self.instruments: dict[str, str] = {}

    @property
    def size(self) -> int:
        return sum(source.size for source in self.sources.values())

    def on_log(self, log: LogKind, seq: int, at_us: int, progress: PartitionProgress, raw: bytes) -> None:
        """Add a record of a log.

        Raises:
            msgspec.DecodeError, ValueError: it does not parse.
        """
        head = log.head(raw)
        name = head.channel
        ring = self.sources.get(name)
        if not isinstance(ring, ChannelLog):
            if head.instrument_id:
                self._learn_instrument(head.coin_id, head.instrument_id)
            ring = self.sources[name] = ChannelLog(shown_name(name), progress, log.rules)
        if ring.put(head.key, LogEntry(seq, at_us, head.order, head.version, raw)):
            self.changed.add(name)

    def on_price(self, seq: int, price: PriceV1) -> None:
        name = f"price:{price.coin_id}"
        state = self.sources.get(name)
        if isinstance(state, PriceChannel):
            state.put(seq, price)
        else:
            self.sources[name] = PriceChannel(name, seq, price, stale_after_us=self._stale_after_us)
        for quote in price.venues:
            self._learn_instrument(price.coin_id, quote.instrument_id)
        self.coins.add(price.coin_id)
        self.changed.add(name)

    def on_quote(self, seq: int, quote: QuoteHead, raw: bytes) -> None:
        name = f"quotes:{quote.coin_id}"
        state = self.sources.get(name)
        if not isinstance(state, QuotesChannel):
            self._learn_instrument(quote.coin_id, quote.instrument_id)
            state = self.sources[name] = QuotesChannel(name, quote.coin_id, stale_after_us=self._stale_after_us)
            self._expiring.add(name)
        if state.put(seq, quote, raw):
            self.changed.add(name)

    def on_venue(self, seq: int, state: VenueV1) -> None:
        self.venues.put(seq, state)

    def on_valuation(self, seq: int, valuation: ValuationV1) -> None:
        name = f"portfolio:{valuation.portfolio_id}"
        state = self.sources.get(name)
        if isinstance(state, PortfolioChannel):
            state.put(seq, valuation)
        else:
            self.sources[name] = PortfolioChannel(name, seq, valuation, stale_after_us=self._stale_after_us)
        self.changed.add(name)

    def on_sentiment(self, seq: int, sentiment: SentimentV1) -> None:
        name = f"sentiment:{sentiment.coin_id}"
        state = self.sources.get(name)
        if isinstance(state, SentimentChannel):
            state.put(seq, sentiment)
        else:
            self.sources[name] = SentimentChannel(name, seq, sentiment)
        self._expiring.add(name)
        self.coins.add(sentiment.coin_id)
        self.changed.add(name)

    def follow_portfolios(self, names: set[str]) -> None:
        """Hold these portfolios alone from now on."""
        for gone in self.portfolios - names:
            self.sources.pop(gone, None)
            self.changed.discard(gone)
        self.portfolios = names

    def expire_states(self, now_us: int) -> None:
        """Values, quotes and sentiments that nobody has made anew for too long are shown as stale."""
        for name in (*self.portfolios, *self._expiring):
            state = self.sources.get(name)
            if isinstance(state, ExpiringChannel) and state.expire(now_us):
                self.changed.add(name)

    def prepend(self, older: "ChannelStore") -> None:
        """Add earlier records to the logs. `older` must not be used afterwards."""
        for name, past in older.sources.items():
            if isinstance(past, ChannelLog):
                ring = self.sources.get(name)
                if not isinstance(ring, ChannelLog):
                    ring = self.sources[name] = ChannelLog(past.name, past.progress, past.rules)
                ring.prepend(past)
        for instrument_id, coin_id in older.instruments.items():
            self._learn_instrument(coin_id, instrument_id)

    def expire_venues(self, now_us: int) -> None:
        if self.venues.expire(now_us):
            self.changed.add(VENUES)

    def evict(self, now_us: int, window_us: int, bound_bytes: int) -> None:
        """Evict what is older than the window; the window shrinks while the logs take more than `bound_bytes`."""
        while True:
            for source in self.sources.values():
                source.evict(now_us - window_us)
            if window_us <= _SHORTEST_WINDOW_US or self.size <= bound_bytes:
                return
            window_us = window_us * 3 // 4

    def reaches(self, channel: Channel, seq: int | None) -> bool:
        """Whether a subscription can begin: loading more of the window would not change what it gets."""
        if channel.kind is Kind.PORTFOLIO:
            return channel.name in self.sources  # there is nothing to show before its first valuation
        if self.window_loaded or not channel.kind.is_log:
            return True
        return seq is not None and seq >= self.progress_of(channel).floor

    def count(self, channel: Channel, seq: int | None) -> int:
        """How many messages a subscription is sent at once; `seq`: what it resumes from, None: it gets a snapshot."""
        source = self.sources.get(channel.name)
        return source.count(seq) if source else 1

    def has_instrument(self, channel: Channel) -> bool:
        """Whether a channel's instrument is one of its coin; True while the coin's instruments are unknown."""
        if channel.instrument_id is None or f"price:{channel.coin_id}" not in self.sources:
            return True
        return self.instruments.get(channel.instrument_id) == channel.coin_id

    def empty_snapshot(self, channel: Channel) -> bytes:
        """The snapshot of a channel without data."""
        if channel.kind is Kind.PRICE:
            nothing = PriceV1(coin_id=channel.coin_id, made_us=0)
            return PriceChannel(channel.name, 0, nothing, stale_after_us=self._stale_after_us).snapshot(0)
        if channel.kind is Kind.QUOTES:
            return books_item(channel.coin_id, [], 0, stale=True).encode()
        if channel.kind is Kind.SENTIMENT:
            return unknown_sentiment(channel.coin_id).encode()
        return b'{"items":[]}'

    def _learn_instrument(self, coin_id: str, instrument_id: str) -> None:
        """Note an instrument and its coin; the base asset is the coin's symbol."""
        if instrument_id not in self.instruments:
            base, _, _ = split_instrument_id(instrument_id)
            self.instruments[instrument_id] = coin_id
            self.coins.add(coin_id)
            self.symbols[base.lower()] = coin_id


_SHORTEST_WINDOW_US = 1_000_000
