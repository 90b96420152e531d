"""The newest states of venues, prices and recorders in memory, from the compacted topics. No I/O and no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.events import (
    Feed,
    NotFollowed,
    PriceReason,
    PriceV1,
    QuoteV1,
    RateV1,
    RecorderV1,
    VenueReason,
    VenueState,
    VenueV1,
)
from shared.events.values import Venue
from shared.events.venues import FRESH_US, VenueStanding, venue_standing, venue_standings

_FEED_ORDER: Final = (Feed.PLAYING, Feed.PAUSED, Feed.HOLDING, Feed.CONTINUOUS, Feed.FINISHED)


class VenueBoard:
    """The newest state of each venue from each ingester."""

    def __init__(self) -> None:
        self._states: dict[str, VenueV1] = {}

    def put(self, state: VenueV1) -> None:
        key = f"{state.venue}:{state.ingester}"
        known = self._states.get(key)
        if known is None or state.as_of_us >= known.as_of_us:
            self._states[key] = state

    def latest(self, now_us: int) -> list[VenueV1]:
        """The states that ingesters reported in the last 15 s; if there are none, every last one."""
        return self.fresh(now_us) or list(self._states.values())

    def fresh(self, now_us: int) -> list[VenueV1]:
        """The states that ingesters reported in the last 15 s, in any order."""
        return [state for state in self._states.values() if now_us - state.as_of_us <= FRESH_US]

    def standings(self, now_us: int) -> list[VenueStanding]:
        return venue_standings(self._states.values(), now_us)

    def standing(self, venue: Venue, now_us: int) -> VenueStanding:
        return venue_standing(venue, self._states.values(), now_us)

    def not_followed(self, now_us: int) -> dict[str, NotFollowed]:
        """Every instrument (id) whose trades no ingester gets, with the reason that its venue's reports give."""
        return {
            id_: why for standing in self.standings(now_us) for id_, why in self._not_followed(standing, now_us).items()
        }

    def exclusions(self, now_us: int) -> dict[Venue, "Exclusion"]:
        """Which of each venue's instruments no connection vouches for, and why."""
        return {
            standing.venue: Exclusion.of(standing, self._not_followed(standing, now_us))
            for standing in self.standings(now_us)
        }

    def _not_followed(self, standing: VenueStanding, now_us: int) -> dict[str, NotFollowed]:
        """What none of the ingesters follows that are as well off with the venue as the best one."""
        equals = [one for one in self.fresh(now_us) if (one.venue, one.state) == (standing.venue, standing.state)]
        reports = [one.not_followed() for one in equals]
        if not reports:
            return standing.newest.not_followed() if standing.newest else {}
        return {id_: why for id_, why in reports[0].items() if all(id_ in report for report in reports)}

    def feed(self, now_us: int) -> Feed | None:
        """What the feed does: of several reports the first in `_FEED_ORDER`; None before the first report."""
        reported = {state.feed for state in self.latest(now_us)}
        return next((feed for feed in _FEED_ORDER if feed in reported), None)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`reason` is why nothing vouches for a venue's instruments (None: it does), `not_followed` for some of them."""

    reason: PriceReason | None
    not_followed: Mapping[str, NotFollowed]

    @classmethod
    def of(cls, standing: VenueStanding, not_followed: Mapping[str, NotFollowed]) -> "Exclusion":
        if standing.state is VenueState.LIVE:
            return cls(None, not_followed)
        blocked = standing.reason is VenueReason.GEO_BLOCKED
        return cls(PriceReason.GEO_BLOCKED if blocked else PriceReason.VENUE_STALE, not_followed)

    def reason_for(self, instrument_id: str) -> PriceReason | None:
        why = self.not_followed.get(instrument_id)
        if why is None or (self.reason is not None and why is not NotFollowed.NOT_LISTED):
            return self.reason
        return PriceReason.VENUE_STALE if why is NotFollowed.UNANSWERED else PriceReason(why.value)


NO_REPORT: Final = Exclusion(PriceReason.VENUE_STALE, {})


class PriceBoard:
    """The newest published price of each coin, whichever replica published it."""

    def __init__(self) -> None:
        self._prices: dict[str, PriceV1] = {}

    def put(self, price: PriceV1) -> None:
        known = self._prices.get(price.coin_id)
        if known is None or price.made_us >= known.made_us:
            self._prices[price.coin_id] = price

    def get(self, coin_id: str) -> PriceV1 | None:
        return self._prices.get(coin_id)

    def __contains__(self, coin_id: str) -> bool:
        return coin_id in self._prices


class RateBoard:
    """The newest USD rate of each quote asset."""

    def __init__(self) -> None:
        self._rates: dict[str, RateV1] = {}

    def put(self, rate: RateV1) -> None:
        known = self._rates.get(rate.quote)
        if known is None or rate.holds_us >= known.holds_us:
            self._rates[rate.quote] = rate

    def get(self, quote: str) -> RateV1 | None:
        return self._rates.get(quote)

    def all(self) -> Mapping[str, RateV1]:
        return self._rates


class QuoteBoard:
    """The newest quote of each instrument, by coin."""

    def __init__(self) -> None:
        self._quotes: dict[str, dict[str, QuoteV1]] = {}

    def put(self, quote: QuoteV1) -> None:
        of_coin = self._quotes.setdefault(quote.coin_id, {})
        known = of_coin.get(quote.instrument_id)
        if known is None or quote.ts_recv_us >= known.ts_recv_us:
            of_coin[quote.instrument_id] = quote

    def of(self, coin_id: str) -> Mapping[str, QuoteV1]:
        """A coin's newest quotes, by instrument."""
        return self._quotes.get(coin_id, {})


class RecorderBoard:
    """The newest state of each recorder."""

    def __init__(self) -> None:
        self._states: dict[str, RecorderV1] = {}
        self.newest_event_us: int | None = None

    def put(self, state: RecorderV1) -> None:
        known = self._states.get(state.recorder)
        if known is not None and state.as_of_us < known.as_of_us:
            return
        if state.newest_event_us is not None:
            self.newest_event_us = max(self.newest_event_us or 0, state.newest_event_us)
        self._states[state.recorder] = state

    def latest(self, now_us: int) -> list[RecorderV1]:
        """The states of recorders that reported within 15 s; if none did, every last one."""
        states = list(self._states.values())
        return [state for state in states if now_us - state.as_of_us <= FRESH_US] or states

    def silent_since(self, now_us: int) -> int | None:
        """When the last recorder reported, if none has for 15 s; None where one has, or none ever did."""
        newest_us = max((state.as_of_us for state in self._states.values()), default=None)
        return None if newest_us is None or now_us - newest_us <= FRESH_US else newest_us
