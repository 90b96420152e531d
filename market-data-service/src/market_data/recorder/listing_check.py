"""Which instruments of the catalogue their venues list, by what the ingesters report. No I/O and no clock."""

from shared.events import NotFollowed, VenueState

from market_data.domain.coin_registry import CoinRegistry
from market_data.live.boards import VenueBoard


def listing_changes(registry: CoinRegistry, venues: VenueBoard, now_us: int) -> dict[str, NotFollowed | None]:
    """The instruments whose `disabled_reason` is out of date, with the new one (None: the venue lists it again).

    A venue whose list no ingester has read yet changes nothing.
    """
    newest = {standing.venue: standing.newest for standing in venues.standings(now_us) if standing.newest}
    changes: dict[str, NotFollowed | None] = {}
    for coin in registry.traded():
        for listed in coin.instruments:
            state = newest.get(listed.venue)
            if state is None or not (state.not_listed or state.state is VenueState.LIVE):
                continue
            disabled = NotFollowed.NOT_LISTED if listed.instrument_id in state.not_listed else None
            if disabled != listed.disabled:
                changes[listed.instrument_id] = disabled
    return changes
