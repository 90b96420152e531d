"""Every channel that has data, and which of them changed since the last tick. No I/O and no clock."""

from collections.abc import Callable
from typing import Protocol

from shared.events import PriceV1, VenueV1
from shared.events.values import split_instrument_id

from gateway.stream.channels.channel_log import Entry, Partition, Ring
from gateway.stream.channels.log_kinds import Log
from gateway.stream.channels.names import VENUES, Channel, Kind
from gateway.stream.channels.states import PriceState, VenuesState


class Source(Protocol):
    """What a channel's clients are served from. `seq`: of its newest change; `drained`: of the newest one sent."""

    name: str
    seq: int

    @property
    def drained(self) -> int: ...
    @property
    def is_log(self) -> bool: ...
    @property
    def size(self) -> int: ...
    def snapshot(self, now_us: int, /) -> bytes: ...
    def drain(self, now_us: int, /) -> list[bytes]: ...
    def skip(self) -> None: ...
    def since(self, seq: int, now_us: int, /) -> list[bytes]: ...
    def evict(self, before_us: int, /) -> None: ...


class Store:
    """Takes records with their `seq`.

    `partition_of` gives what was read of a channel's partition. `filled`: the logs hold what the topics had of the
    window when reading began, or never will.
    """

    def __init__(self, *, stale_after_us: int, partition_of: Callable[[Channel], Partition]) -> None:
        self.partition_of = partition_of
        self.filled = False
        self._stale_after_us = stale_after_us
        self.venues = VenuesState(VENUES, stale_after_us=stale_after_us)
        self.sources: dict[str, Source] = {VENUES: self.venues}
        self.changed: set[str] = set()
        self.coins: set[str] = set()
        self.symbols: dict[str, str] = {}
        self.instruments: dict[str, str] = {}

    @property
    def size(self) -> int:
        return sum(source.size for source in self.sources.values())

    def on_log(self, log: Log, seq: int, at_us: int, partition: Partition, raw: bytes) -> None:
        """Take a record of a log.

        Raises:
            msgspec.DecodeError, ValueError: it is not one.
        """
        head = log.head(raw)
        name = head.channel
        ring = self.sources.get(name)
        if not isinstance(ring, Ring):
            self._learn(head.coin_id, head.instrument_id)
            ring = self.sources[name] = Ring(name, partition, log.shape)
        if ring.put(head.key, Entry(seq, at_us, head.order, head.revision, raw)):
            self.changed.add(name)

    def on_price(self, seq: int, price: PriceV1) -> None:
        name = f"price:{price.coin_id}"
        state = self.sources.get(name)
        if isinstance(state, PriceState):
            state.put(seq, price)
        else:
            self.sources[name] = PriceState(name, seq, price, stale_after_us=self._stale_after_us)
        for quote in price.venues:
            self._learn(price.coin_id, quote.instrument_id)
        self.coins.add(price.coin_id)
        self.changed.add(name)

    def on_venue(self, seq: int, state: VenueV1) -> None:
        self.venues.put(seq, state)

    def prepend(self, older: "Store") -> None:
        """Take the logs of records that came before those here."""
        for name, past in older.sources.items():
            if isinstance(past, Ring):
                ring = self.sources.get(name)
                if not isinstance(ring, Ring):
                    ring = self.sources[name] = Ring(name, past.partition, past.shape)
                ring.prepend(past)
        for instrument_id, coin_id in older.instruments.items():
            self._learn(coin_id, instrument_id)

    def age(self, now_us: int) -> None:
        if self.venues.age(now_us):
            self.changed.add(VENUES)

    def evict(self, now_us: int, window_us: int, bound_bytes: int) -> None:
        """Let go of what is older than the window; of more, if it takes more memory than it may."""
        while True:
            for source in self.sources.values():
                source.evict(now_us - window_us)
            if window_us <= _SHORTEST_US or self.size <= bound_bytes:
                return
            window_us = window_us * 3 // 4

    def reaches(self, channel: Channel, seq: int | None) -> bool:
        """Whether a channel can be shown, or resumed from `seq`, as well as it ever will be."""
        if self.filled or not channel.kind.is_log:
            return True
        return seq is not None and seq >= self.partition_of(channel).floor

    def lists(self, channel: Channel) -> bool:
        """Whether a channel's instrument is one of its coin, as far as the coin's instruments are known."""
        if channel.instrument_id is None or f"price:{channel.coin_id}" not in self.sources:
            return True
        return self.instruments.get(channel.instrument_id) == channel.coin_id

    def empty(self, channel: Channel) -> bytes:
        """The snapshot of a channel that exists and has had no data."""
        if channel.kind is Kind.PRICE:
            nothing = PriceV1(coin_id=channel.coin_id, made_us=0)
            return PriceState(channel.name, 0, nothing, stale_after_us=self._stale_after_us).snapshot(0)
        return b'{"items":[]}'

    def _learn(self, coin_id: str, instrument_id: str) -> None:
        """A coin's symbol is the base of its instruments."""
        if instrument_id not in self.instruments:
            base, _, _ = split_instrument_id(instrument_id)
            self.instruments[instrument_id] = coin_id
            self.coins.add(coin_id)
            self.symbols[base.lower()] = coin_id


_SHORTEST_US = 1_000_000
