"""An instrument that its venue does not list is disabled, until the venue lists it again."""

from typing import Any

from market_data.domain.coin_registry import Coin, CoinRegistry, RegisteredInstrument
from market_data.live.boards import VenueBoard
from market_data.recorder.listing_check import listing_changes
from shared.events import NotFollowed, VenueReason, VenueState, VenueV1
from shared.events.values import Mode, Venue

ID = "BTC-USD.KRAKEN"


def found(*, disabled: NotFollowed | None = None, **facts: Any) -> dict[str, NotFollowed | None]:
    known = {"state": VenueState.LIVE, "since_us": 0, "as_of_us": 0, **facts}
    registry, venues = CoinRegistry(), VenueBoard()
    listed = RegisteredInstrument(ID, Venue.KRAKEN, disabled=disabled)
    registry.replace([Coin("bitcoin", "BTC", "Bitcoin", instruments=(listed,))])
    venues.put(VenueV1(venue=Venue.KRAKEN, ingester="one", mode=Mode.LIVE, **known))
    return listing_changes(registry, venues, 0)


def test_what_the_venue_does_not_list_is_disabled_once() -> None:
    assert found(not_listed=(ID,)) == {ID: "not_listed"}
    assert found(not_listed=(ID,), disabled=NotFollowed.NOT_LISTED) == {}


def test_what_it_lists_again_is_not() -> None:
    assert found(disabled=NotFollowed.NOT_LISTED) == {ID: None}
    assert found() == {}


def test_a_venue_that_has_listed_nothing_yet_changes_nothing() -> None:
    assert found(state=VenueState.CONNECTING, reason=VenueReason.NO_DATA, disabled=NotFollowed.NOT_LISTED) == {}
    assert found(state=VenueState.DISABLED, not_listed=(ID,)) == {ID: "not_listed"}
