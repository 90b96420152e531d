"""How completely an instrument was followed, and so the status of its candles. No I/O and no clock.

The status of a candle above 1m is the worst of its minutes' and of `Coverage.status`, which looks at the whole span: a
minute without a stored trade has no candle, so its own status would not show that it was missed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.events import GapClosing
from shared.events.values import CandleStatus, Interval

_FROM_HOURS: Final = (Interval.FOUR_HOURS, Interval.DAY)


@dataclass(frozen=True, slots=True)
class GapEntry:
    """What the ledger says of a gap beside its time: the ids that were missed, and how it ended."""

    instrument_id: str
    first_id: int | None = None
    last_id: int | None = None
    reason: str | None = None
    closed_by: GapClosing | None = None
    trades_filled: int | None = None


@dataclass(frozen=True, slots=True)
class GapSpan:
    """From the last trade before it to the first one after it (None: not known yet), in event time."""

    start_us: int
    end_us: int | None
    is_closed: bool
    entry: GapEntry | None = None

    def overlaps(self, start_us: int, end_us: int) -> bool:
        return self.start_us < end_us and (self.end_us is None or self.end_us >= start_us)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`minutes_since`, `hours_since`: from there on the venue's imported candles of that interval lack nothing."""

    followed_since_us: int | None = None
    ended_us: int | None = None
    minutes_since_us: int | None = None
    hours_since_us: int | None = None
    gaps: Sequence[GapSpan] = ()

    @property
    def since_us(self) -> int | None:
        """From when on anything is known: followed, or imported."""
        return self._since(Interval.DAY)

    @property
    def minutes_from_us(self) -> int | None:
        """From when on there are candles of 1m: followed, or imported."""
        return self._since(Interval.FIVE_MINUTES)

    def with_gaps(self, more: Sequence[GapSpan]) -> "Coverage":
        return replace(self, gaps=(*self.gaps, *more)) if more else self

    def status(self, interval: Interval, open_us: int) -> CandleStatus:
        """What the bucket's span alone says of a candle made from trades (1m) or folded from the interval below."""
        end_us = open_us + interval.us
        since = self._since(interval)
        if since is None or open_us < since or (self.ended_us is not None and end_us > self.ended_us):
            return CandleStatus.PARTIAL
        found = [gap.is_closed for gap in self.gaps if gap.overlaps(open_us, end_us)]
        if not found:
            return CandleStatus.COMPLETE
        return CandleStatus.BACKFILLED if all(found) else CandleStatus.PARTIAL

    def _since(self, interval: Interval) -> int | None:
        """From when on nothing is missing in what a candle of `interval` is made from."""
        if interval is Interval.MINUTE:
            return self.followed_since_us
        if interval in _FROM_HOURS:
            return _earliest((self.followed_since_us, self.minutes_since_us, self.hours_since_us))
        return _earliest((self.followed_since_us, self.minutes_since_us))


def together(members: Iterable[Coverage]) -> Coverage:
    """What holds for a coin's composite: it begins with its first instrument and has every instrument's gaps.

    Also those of an instrument that was never followed: the venue lists it as trading, so its trades are missing.
    """
    every = list(members)
    ends = [member.ended_us for member in every if member.since_us is not None]
    return Coverage(
        followed_since_us=_earliest(member.followed_since_us for member in every),
        ended_us=max((end for end in ends if end is not None), default=None) if None not in ends else None,
        minutes_since_us=_earliest(member.minutes_since_us for member in every),
        hours_since_us=_earliest(member.hours_since_us for member in every),
        gaps=[gap for member in every for gap in member.gaps],
    )


def _earliest(times: Iterable[int | None]) -> int | None:
    return min((at for at in times if at is not None), default=None)
