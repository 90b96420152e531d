"""Times of which nothing is known yet: no ingester gets an exchange's trades, or no recorder writes. No clock."""

from collections.abc import Iterable
from typing import Final

from shared.events import VenueState
from shared.events.values import Mode

from market_data.domain.coin_registry import RegisteredInstrument
from market_data.domain.coverage import GapEntry, GapSpan
from market_data.live.boards import RecorderBoard, VenueBoard

NOT_RECORDED: Final = "not_recorded"


class Unheard:
    """Gaps that the ledger does not have yet: whoever delivers again notes them, and fetches what was in them.

    A replay has none: its ledger says where the data end.
    """

    def __init__(self, mode: Mode, venues: VenueBoard, recorders: RecorderBoard) -> None:
        self._mode = mode
        self._venues = venues
        self._recorders = recorders

    def gaps(self, instruments: Iterable[RegisteredInstrument], now_us: int) -> list[GapSpan]:
        """An open gap of each instrument whose trades do not arrive at present, as far as that is known."""
        if self._mode is Mode.REPLAY:
            return []
        found = []
        unwritten_us = self._recorders.silent_since(now_us)
        for one in instruments:
            if one.disabled is not None:
                continue
            standing = self._venues.standing(one.venue, now_us)
            since_us = standing.last_data_us or standing.since_us
            if standing.state is not VenueState.LIVE and since_us is not None:
                found.append(GapSpan(since_us, None, False, GapEntry(one.instrument_id, reason=standing.reason)))
            elif unwritten_us is not None:
                found.append(GapSpan(unwritten_us, None, False, GapEntry(one.instrument_id, reason=NOT_RECORDED)))
        return found
