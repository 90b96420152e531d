"""What other ingesters deliver, by their reports: a hole of ours that one of them followed through is none. No I/O."""

import time
from dataclasses import dataclass
from typing import Final

from shared.clock import now_us
from shared.events import VenueState, VenueV1
from shared.events.values import Instrument, Venue

_REPORTED_WITHIN: Final = 5.0
"""Seconds without a report after which nothing is said for what an ingester delivers: it reports every two."""
_GONE_AFTER: Final = 15.0
"""Seconds without a report after which an ingester counts as gone, and its open gaps are closed by others."""


@dataclass(slots=True)
class _Twin:
    """`delivers_since_us`: without a break since then, by its own reports; None: not at the moment."""

    report: VenueV1
    heard_at: float
    delivers_since_us: int | None
    is_noted_as_gone: bool


class Twins:
    """The newest report of each other ingester about each venue. Without a leader: each ingester judges by itself."""

    def __init__(self, own_id: str) -> None:
        self._own_id = own_id
        self._twins: dict[tuple[Venue, str], _Twin] = {}

    def put(self, report: VenueV1) -> None:
        """Take in a report, in the order in which the ingester sent them; our own ones are passed over."""
        if report.ingester == self._own_id:
            return
        age = max(now_us() - report.as_of_us, 0) / 1e6
        heard_at = time.monotonic() - age
        key = (report.venue, report.ingester)
        before = self._twins.get(key)
        since_us = None
        if report.state is VenueState.LIVE and report.resumed and not report.open_gaps:
            goes_on = (
                before is not None
                and before.report.started_us == report.started_us
                and heard_at - before.heard_at <= _REPORTED_WITHIN
            )
            since_us = before.delivers_since_us if before is not None and goes_on else None
            since_us = report.as_of_us if since_us is None else since_us
        self._twins[key] = _Twin(report, heard_at, since_us, is_noted_as_gone=age > _GONE_AFTER)

    def follow(self, one: Instrument, since_us: int) -> bool:
        """Whether another ingester has delivered the instrument's trades since then, and does so now."""
        now = time.monotonic()
        return any(
            twin.delivers_since_us is not None
            and twin.delivers_since_us <= since_us
            and now - twin.heard_at <= _REPORTED_WITHIN
            and one.instrument_id not in twin.report.not_followed()
            for (venue, _), twin in self._twins.items()
            if venue is one.venue
        )

    def take_gone(self, venue: Venue) -> list[str]:
        """The ingesters that have stopped to report about a venue; each is returned once."""
        now = time.monotonic()
        gone = [
            (key, twin)
            for key, twin in self._twins.items()
            if key[0] is venue and not twin.is_noted_as_gone and now - twin.heard_at > _GONE_AFTER
        ]
        for _, twin in gone:
            twin.is_noted_as_gone = True
        return [ingester for (_, ingester), _ in gone]
