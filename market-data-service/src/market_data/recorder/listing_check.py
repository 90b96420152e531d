"""What the catalogue has to say of instruments that their venue does not list. No I/O and no clock."""

from shared.events import VenueState

from market_data.domain.coin_registry import Directory
from market_data.domain.composite_price import NOT_LISTED
from market_data.live.boards import VenueBoard


def unlisted(directory: Directory, venues: VenueBoard, now_us: int) -> dict[str, str | None]:
    """The instruments about which the catalogue is wrong, and why they are disabled (None: they are listed again).

    An ingester that has not asked its venue yet says nothing.
    """
    said = {standing.venue: standing.seen for standing in venues.standings(now_us) if standing.seen}
    changes: dict[str, str | None] = {}
    for coin in directory.traded():
        for listed in coin.instruments:
            state = said.get(listed.venue)
            if state is None or not (state.not_listed or state.state is VenueState.LIVE):
                continue
            disabled = NOT_LISTED if listed.instrument_id in state.not_listed else None
            if disabled != listed.disabled:
                changes[listed.instrument_id] = disabled
    return changes
