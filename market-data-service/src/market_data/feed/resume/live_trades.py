"""Live trades of one venue, in the order of their ids: published, held, or fetched where one is missing."""

from typing import Final

from shared.events import NotFollowed, TradeV1
from shared.events.values import Instrument, Mode

from market_data.feed.instruments import VenueInstruments
from market_data.feed.publisher import Publisher
from market_data.feed.resume.catch_up import CatchUp

_HEARTBEAT_GRACE: Final = 1.0
"""Seconds that a trade named by a heartbeat has to arrive on the socket, before it is fetched over REST."""


class LiveTrades:
    """What the venue's connections bring and say goes through it; which of two brings a trade makes no difference."""

    def __init__(self, instruments: VenueInstruments, catch_up: CatchUp, publisher: Publisher, mode: Mode) -> None:
        self._instruments = instruments
        self._following = instruments.following
        self._catch_up = catch_up
        self._publisher = publisher
        self._mode = mode

    def on_trade(self, trade: TradeV1, instrument: Instrument) -> None:
        _, sequence = self._instruments.sequence_of(trade)
        if self._mode is Mode.REPLAY:
            self._instruments.on_replayed(trade, self._publisher)
        released = sequence.on_live(trade)
        if released:
            self._publisher.publish_trades(instrument.quote, released)
        if sequence.fetching:
            return
        if sequence.has_held:
            self._catch_up.start_if_missing(sequence, instrument)
        elif sequence.gap is not None:  # left open, since REST did not list what the socket had brought
            self._catch_up.start(sequence, instrument)

    def on_newest_id(self, native: str, last_id: int) -> None:
        """The venue names its newest trade: one that does not arrive in a moment is fetched."""
        instrument = self._instruments.by_native.get(native)
        for sequence in self._instruments.sequences.get(native, ()):
            if (
                instrument is not None
                and self._following.is_followed(native)
                and not sequence.fetching
                and last_id > sequence.last_id
            ):
                self._catch_up.start_if_missing(sequence, instrument, grace=_HEARTBEAT_GRACE)

    def on_followed(self, one: Instrument) -> None:
        """Its trades come from here on: whatever came before them is fetched."""
        self._instruments.on_followed(one, self._publisher)
        self._fetch(one)

    def on_unfollowed(self, one: Instrument, why: NotFollowed) -> None:
        """The venue refused it, or did not answer; of a halted one nothing can be missing that REST does not list."""
        if self._following.is_halted(one.native):
            self._fetch(one)
        else:
            self._instruments.on_unfollowed(one, why, self._publisher)

    def on_delisted(self, one: Instrument) -> None:
        for sequence in self._instruments.sequences.get(one.native, ()):
            self._catch_up.stop(sequence)
        self._instruments.end_gaps(one, self._publisher)

    def on_lost(self, natives: set[str]) -> None:
        """A change of connections has left these out: they are missing until the new one delivers them."""
        for native in natives:
            for sequence in self._instruments.sequences.get(native, ()):
                self._catch_up.stop(sequence)
        self._instruments.on_disconnected(self._publisher, natives)

    async def on_disconnected(self) -> None:
        await self._catch_up.cancel()
        self._instruments.on_disconnected(self._publisher)

    def fetch_newest(self) -> None:
        """At the end of a finite feed: fetch over REST the trades that the socket may have left out last."""
        for native, one in self._instruments.by_native.items():
            if self._following.is_followed(native):
                self._fetch(one)

    def _fetch(self, one: Instrument) -> None:
        for sequence in self._instruments.sequences.get(one.native, ()):
            self._catch_up.start(sequence, one)
