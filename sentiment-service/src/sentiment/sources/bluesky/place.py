"""Where one is in a Jetstream, and where to go on from. No I/O and no clock.

Hosts of version 2 number their events (`cursor`); the numbers mean nothing on another host. Hosts of version 1 know
only times. So both are kept, the number with its host: on another host, the time is gone on from.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from shared.clock import to_us

from sentiment.sources.source import Position

FIRST_TIME: Final = 10**15
"""A cursor from here on is a time (µs), below it a number."""
_OVERLAP_US: Final = 60_000_000
"""Hosts see an event at different times, and their clocks differ."""
_OVERLAP_EVENTS: Final = 1_000
_AHEAD_US: Final = 300_000_000
"""A time further ahead of our clock is not believed: going on from it would skip what comes till then."""


@dataclass(frozen=True, slots=True)
class Place:
    """`sequence`: the highest number seen on `host`; `time_us`: the latest time seen anywhere. None: none yet."""

    host: str
    sequence: int | None = None
    time_us: int | None = None

    @classmethod
    def of(cls, position: Position, host: str, since: datetime | None = None) -> "Place":
        """The place that was stored; `since` where there is none."""
        sequence = _whole(position.get("sequence"))
        is_same = position.get("host") == host
        first = None if since is None or position else to_us(since)
        return cls(host, sequence if is_same else None, _whole(position.get("time_us")) or first)

    def position(self) -> Position:
        numbers = {"sequence": self.sequence, "time_us": self.time_us}
        return {"host": self.host, **{name: value for name, value in numbers.items() if value is not None}}

    def cursor(self) -> int | None:
        """What to go on from, a little earlier than one is; None: from what comes next.

        Never 0, which would ask for all that the host has.
        """
        if self.sequence is not None:
            return max(self.sequence - _OVERLAP_EVENTS, 1)
        return None if self.time_us is None else max(self.time_us - _OVERLAP_US, FIRST_TIME)

    def after(self, cursor: int | None, time_us: int, now_us: int) -> "Place":
        """The place after an event. It never goes back: times may, and a host may begin an hour early."""
        is_time = cursor is not None and cursor >= FIRST_TIME
        at = cursor if cursor is not None and is_time else time_us
        sequence, latest = self.sequence, self.time_us
        if cursor is not None and not is_time:
            sequence = max(sequence or 0, cursor)
        if FIRST_TIME <= at <= now_us + _AHEAD_US:
            latest = max(latest or 0, at)
        return replace(self, sequence=sequence, time_us=latest)

    def is_before(self, cursor: int | None, time_us: int) -> bool:
        """Whether an event has surely been seen before this place was reached: it is a repeat."""
        if self.sequence is not None and cursor is not None and cursor < FIRST_TIME:
            return cursor <= self.sequence
        at = time_us if cursor is None or cursor < FIRST_TIME else cursor
        return self.time_us is not None and at < self.time_us - _OVERLAP_US

    def begins_anew(self, first_cursor: int | None) -> bool:
        """Whether a host that was asked to go on from our number sends a lower one: it numbers from the start again."""
        asked = self.cursor()
        is_number = first_cursor is not None and first_cursor < FIRST_TIME
        return self.sequence is not None and asked is not None and is_number and (first_cursor or 0) < asked

    def without_sequence(self) -> "Place":
        return replace(self, sequence=None)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
