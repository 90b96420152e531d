"""The instruments of one venue that are to be followed, and how far each has come in Kafka and in the gap ledger."""

import asyncio
import random
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

from shared.clock import now_us
from shared.data.retry import of, retry
from shared.events import GapState, NotFollowed, TradeV1
from shared.events.values import Instrument, Mode, Venue, instrument_id
from shared.logging import get_logger

from market_data.domain.catalogue import Catalogue
from market_data.feed.following import Following
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.sequence import TradeSequence
from market_data.feed.resume.starts import SequenceStarts
from market_data.recorder.sql.instruments import Steps
from market_data.venues.types import ListedInstrument, VenueAwayError, VenueRest

log = get_logger(__name__)

_AGAIN_AT_LEAST_AFTER: Final = 5.0
"""Seconds between two readings of the venue's list, however often something asks for one."""


class VenueInstruments:
    """`load` and `keep_listed` find out what to follow; `sequences` holds those whose start is known."""

    def __init__(
        self,
        venue: Venue,
        rest: VenueRest,
        starts: SequenceStarts,
        following: Following,
        rates: Rates,
        catalogue: Catalogue,
        mode: Mode,
    ) -> None:
        self.by_native: dict[str, Instrument] = {}
        """Also those that were listed once, since this process started. A renamed one is there by both names."""
        self.by_id: dict[str, Instrument] = {}
        self.sequences: dict[str, list[TradeSequence]] = {}
        self.following = following
        self.steps: dict[Instrument, Steps] = {}
        """The steps of prices and sizes, as the newest list has them."""
        self.listed = asyncio.Event()
        """Set whenever a list has been read."""
        self.on_changed: Callable[[], None] = lambda: None
        """Called when `by_native` has changed."""
        self.on_delisted: Callable[[Instrument], None] = lambda _one: None
        self._venue = venue
        self._rest = rest
        self._starts = starts
        self._rates = rates
        self._catalogue = catalogue
        self._mode = mode
        self._replay_start_us: int | None = None
        self._process_started = time.monotonic()
        self._list_again = asyncio.Event()

    async def load(self) -> None:
        """Read the venue's list, and find out how far each instrument has come. Does nothing once that has worked.

        Raises:
            VenueAwayError: REST does not answer.
        """
        if not self.by_native:
            await self._take_list(await self._rest.fetch_listed())

    async def keep_listed(self, every: float) -> None:
        """Read the list again every `every` seconds or so, and soon after `list_again`. A replay's does not change."""
        while self._mode is not Mode.REPLAY:
            await asyncio.sleep(_AGAIN_AT_LEAST_AFTER)
            try:
                async with asyncio.timeout(every * random.uniform(0.8, 1.2)):  # noqa: S311 - no secret
                    await self._list_again.wait()
            except TimeoutError:
                pass
            self._list_again.clear()
            if self.by_native:
                listed = await retry(
                    self._rest.fetch_listed, on=of(VenueAwayError), name=f"list of {self._venue}", first=1, cap=60
                )
                await self._take_list(listed)

    def list_again(self) -> None:
        """Read the list soon: the venue has refused something that was listed."""
        self._list_again.set()

    async def _take_list(self, listed: Sequence[ListedInstrument]) -> None:
        wanted = self._wanted(listed)
        if self.by_native and not wanted and not (listed and self.following.on_none_listed()):
            log.warning("the venue lists none of our instruments: its list is not believed", venue=self._venue)
            return
        new = [one for one in wanted if one.native not in self.sequences and not self._starts.is_finding(one.native)]
        listed_as = {one.native: one for one in listed}
        self.steps = {one: Steps(listed_as[one.native].tick, listed_as[one.native].lot) for one in wanted}
        before = [one for native, one in self.by_native.items() if self.following.is_listed(native)]
        await self._starts.begin(new, [] if self.by_native else self._unlisted(wanted))
        self.by_native |= {one.native: one for one in new}
        self.by_id |= {one.instrument_id: one for one in new}
        self._rates.expected |= {one.base for one in new if self._rates.is_rate(one)}
        self.following.on_listing({one.native: listed_as[one.native].is_trading for one in wanted}, now_us())
        for one in before:
            if not self.following.is_listed(one.native):
                self._starts.cancel(one.native)
                self.on_delisted(one)
        if new:
            log.info("instruments", venue=self._venue, listed=len(wanted), new=len(new), not_followed=self.not_followed)
        self.on_changed()
        self.listed.set()

    def _wanted(self, listed: Sequence[ListedInstrument]) -> list[Instrument]:
        """What is to be followed of the list: the catalogue's instruments in its order; in a replay everything."""
        native_of = {instrument_id(one.base, one.quote, self._venue): one.native for one in listed}
        ids = native_of if self._mode is Mode.REPLAY else self._catalogue.of_venue(self._venue)
        return [self._catalogue.instrument(id_, native_of[id_]) for id_ in ids if id_ in native_of]

    def _unlisted(self, wanted: Sequence[Instrument]) -> list[Instrument]:
        if self._mode is Mode.REPLAY:
            return []
        listed = {one.instrument_id for one in wanted}
        ids = (id_ for id_ in self._catalogue.of_venue(self._venue) if id_ not in listed)
        return [self._catalogue.instrument(id_, native="") for id_ in ids]

    @property
    def not_followed(self) -> dict[str, NotFollowed]:
        """Why instruments of the catalogue are not followed, by their ids. In a replay all are."""
        if self._mode is Mode.REPLAY:
            return {}
        found = {}
        for id_ in self._catalogue.of_venue(self._venue):
            one = self.by_id.get(id_)
            why = NotFollowed.NOT_LISTED if one is None else self.following.reason(one.native)
            if why is not None:
                found[id_] = why
        return found

    @property
    def is_starting(self) -> bool:
        """Whether the start points of some instruments are not known yet."""
        return self._starts.pending

    def ready(self) -> list[str]:
        """The instruments whose start points are known, and that may be subscribed to."""
        self.sequences |= self._starts.take()
        return list(self.sequences)

    def give_rates(self) -> list[str]:
        """Those that are ready and give USD rates."""
        return [native for native in self.ready() if self._rates.is_rate(self.by_native[native])]

    def followed_rates(self) -> list[str]:
        """The quote assets whose USD markets trade and are delivered: not a halted one, whose book is frozen."""
        rates = [(native, one.base) for native, one in self.by_native.items() if self._rates.is_rate(one)]
        return [base for native, base in rates if self.following.reason(native) is None]

    async def wait_for_rates(self, seconds: float) -> None:
        """Until each quote that has a rate instrument has a rate; `seconds` after the process started at most."""
        quotes = {one.quote for one in self.by_native.values()} & self._rates.expected
        while time.monotonic() - self._process_started < seconds:
            if all(self._rates.now(quote, now_us()) for quote in quotes):
                return
            await asyncio.sleep(0.05)

    def sequence_of(self, trade: TradeV1) -> tuple[Instrument, TradeSequence]:
        """The trade's instrument and sequence; before the start point is known, a sequence that takes no trade."""
        instrument = self.by_id[trade.instrument_id]
        aggregated = trade.trade_id.startswith("a")
        several = self.sequences.get(instrument.native)
        if several is None:
            return instrument, TradeSequence(trade.number, None, aggregated=aggregated, is_expected=False)
        return instrument, next((one for one in several if one.aggregated is aggregated), several[0])

    def on_followed(self, one: Instrument, publisher: Publisher) -> None:
        """Following begins for what was never followed before; in a replay, with the venue's first trade."""
        start_us = self._replay_start_us if self._mode is Mode.REPLAY else now_us()
        if start_us is not None:
            self._begin_following(one, start_us, publisher)

    def on_replayed(self, trade: TradeV1, publisher: Publisher) -> None:
        if self._replay_start_us is None:
            self._replay_start_us = trade.ts_event_us
            for one in self.by_native.values():
                self._begin_following(one, trade.ts_event_us, publisher)

    def _begin_following(self, instrument: Instrument, start_us: int, publisher: Publisher) -> None:
        new = [one for one in self.sequences.get(instrument.native, ()) if not one.is_followed]
        for sequence in new:
            sequence.is_followed = sequence.is_expected = True
        if new:
            publisher.publish_followed(instrument, start_us)

    def on_unfollowed(self, one: Instrument, why: NotFollowed, publisher: Publisher) -> None:
        """Its trades are missing from its last one on, also if it was never followed: the ledger says so."""
        for sequence in self.sequences.get(one.native, ()):
            gap = sequence.gap or sequence.open_gap(now_us())
            sequence.is_expected = True
            if gap is not None:
                publisher.publish_gap(one, gap, GapState.OPEN, reason=why.value)

    def on_disconnected(self, publisher: Publisher, natives: Collection[str] | None = None) -> None:
        """Open a gap for each listed instrument, or of `natives`: trades after its last one may be missing now."""
        for native in self.sequences if natives is None else natives:
            for sequence in self.sequences.get(native, ()):
                sequence.on_disconnected()
                gap = sequence.open_gap(now_us()) if self.following.is_listed(native) else None
                if gap is not None and sequence.is_expected:
                    publisher.publish_gap(self.by_native[native], gap, GapState.OPEN, reason="connection lost")

    def end_gaps(self, one: Instrument, publisher: Publisher) -> None:
        """The venue does not list it any more: nothing is missing from now on, and what was stays missing."""
        for sequence in self.sequences.get(one.native, ()):
            sequence.fetching = True
            gap = sequence.close_gap()
            if gap is not None and sequence.is_expected:
                end_us = max(now_us(), gap.start_us)
                publisher.publish_gap(one, gap, GapState.UNFILLABLE, reason="not listed any more", end_us=end_us)

    def publish_end(self, publisher: Publisher) -> None:
        """A replay is over: following ends for all instruments at the newest trade's time."""
        times = [one.last_us for several in self.sequences.values() for one in several if one.last_us is not None]
        for one in self.by_native.values():
            if times:
                publisher.publish_ended(one, max(times))

    def close_earlier_gaps(self, publisher: Publisher) -> None:
        """Close the gaps that an earlier process left open, once their instrument has caught up.

        Those of an instrument that is not listed any more end as what they are.
        """
        for id_ in [id_ for id_ in self._starts.earlier_gaps if id_ not in self.by_id]:
            for gap in self._starts.earlier_gaps.pop(id_):
                publisher.publish_unfilled(gap)
        for native, several in self.sequences.items():
            one = self.by_native[native]
            if one.instrument_id in self._starts.earlier_gaps and not any(sequence.fetching for sequence in several):
                last_us = max((sequence.last_us or 0 for sequence in several), default=0)
                for gap in self._starts.earlier_gaps.pop(one.instrument_id):
                    publisher.publish_closed(gap, max(last_us, gap.start_us))

    @property
    def open_gaps(self) -> int:
        return sum(sequence.gap is not None for several in self.sequences.values() for sequence in several)
