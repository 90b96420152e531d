"""Every channel that has data, and which of them changed since the last tick. No I/O and no clock."""

from collections.abc import Callable
from typing import Protocol

from shared.events import CandleV1, IndicatorV1, PriceV1, TradeV1, VenueV1
from shared.values import Venue, split_instrument_id

from gateway.board import CANDLES, INDICATORS, Board
from gateway.channels import VENUES, Channel, Kind
from gateway.states import PriceState, VenuesState
from gateway.tape import TradeTape


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
    """Takes events with the `seq` of their record.

    `floor_of` gives the `seq` before the first record that was read of a channel's partition.
    """

    def __init__(self, *, stale_after_us: int, floor_of: Callable[[Channel], int]) -> None:
        self.floor_of = floor_of
        self._stale_after_us = stale_after_us
        self.venues = VenuesState(VENUES, stale_after_us=stale_after_us)
        self.sources: dict[str, Source] = {VENUES: self.venues}
        self.changed: set[str] = set()
        self.coins: set[str] = set()
        self.symbols: dict[str, str] = {}
        self._instruments: dict[str, str] = {}

    def on_trade(self, seq: int, at_us: int, floor: int, raw: bytes, trade: TradeV1) -> None:
        name = f"trades:{trade.coin_id}"
        tape = self.sources.get(name)
        if not isinstance(tape, TradeTape):
            tape = self.sources[name] = TradeTape(name, floor)
            self.coins.add(trade.coin_id)
        if tape.put(seq, at_us, raw, trade):
            self.changed.add(name)

    def on_candle(self, seq: int, at_us: int, floor: int, candle: CandleV1) -> None:
        name = f"candles:{candle.coin_id}:{candle.interval}"
        if candle.venue is not Venue.COMPOSITE:
            name = f"{name}:{candle.instrument_id}"
        board = self.sources.get(name)
        if not isinstance(board, Board):
            board = self.sources[name] = Board(name, floor, CANDLES)
            self._learn(candle.coin_id, candle.instrument_id)
        if board.put(seq, at_us, candle):
            self.changed.add(name)

    def on_indicator(self, seq: int, at_us: int, floor: int, indicator: IndicatorV1) -> None:
        name = f"indicators:{indicator.coin_id}"
        board = self.sources.get(name)
        if not isinstance(board, Board):
            board = self.sources[name] = Board(name, floor, INDICATORS)
        if board.put(seq, at_us, indicator):
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

    def age(self, now_us: int) -> None:
        if self.venues.age(now_us):
            self.changed.add(VENUES)

    def evict(self, now_us: int, window_us: int, bound_bytes: int) -> None:
        """Let go of what is older than the window; of more, if it takes more memory than it may."""
        while True:
            for source in self.sources.values():
                source.evict(now_us - window_us)
            if window_us <= _SHORTEST_US or sum(source.size for source in self.sources.values()) <= bound_bytes:
                return
            window_us = window_us * 3 // 4

    def lists(self, channel: Channel) -> bool:
        """Whether a channel's instrument is one of its coin, as far as the coin's instruments are known."""
        if channel.instrument_id is None or f"price:{channel.coin_id}" not in self.sources:
            return True
        return self._instruments.get(channel.instrument_id) == channel.coin_id

    def empty(self, channel: Channel) -> bytes:
        """The snapshot of a channel that exists and has had no data."""
        if channel.kind is Kind.PRICE:
            nothing = PriceV1(coin_id=channel.coin_id, made_us=0)
            return PriceState(channel.name, 0, nothing, stale_after_us=self._stale_after_us).snapshot(0)
        return b'{"items":[]}'

    def _learn(self, coin_id: str, instrument_id: str) -> None:
        """A coin's symbol is the base of its instruments."""
        if instrument_id not in self._instruments:
            self._instruments[instrument_id] = coin_id
            self.coins.add(coin_id)
            self.symbols[split_instrument_id(instrument_id)[0].lower()] = coin_id


_SHORTEST_US = 1_000_000
