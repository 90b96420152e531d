"""How complete a stretch of time is, minute by minute: one answer, whatever interval a chart shows. No I/O, no clock.

It comes from the ledger (`coverage`) and, where they say more, from the minutes' own candles. A minute without a trade
lacks nothing: it is quiet. Without a candle in an unclosed hole it is missing.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from shared.events.values import CandleStatus, Interval

from market_data.domain.coverage import Coverage, GapEntry, GapSpan
from market_data.domain.precision import rounded

MINUTE: Final = Interval.MINUTE


class StretchStatus(StrEnum):
    COMPLETE = "complete"
    BACKFILLED = "backfilled"
    """A hole that was filled by id, or the exchange's own candles from before following began."""
    PARTIAL = "partial"
    """Trades are missing: a hole that is still open or cannot be filled, or a candle that lacks something."""
    MISSING = "missing"
    """Nothing is there of a hole's time: no candle, since no trade of it is known."""
    QUIET = "quiet"
    """Followed, and nobody traded: no candle, and nothing is missing."""
    NONE = "none"
    """Before history begins, or after a replay's data ended."""


_WORST_FIRST: Final = (StretchStatus.PARTIAL, StretchStatus.BACKFILLED, StretchStatus.COMPLETE)
_FINAL: Final = frozenset({StretchStatus.COMPLETE, StretchStatus.BACKFILLED, StretchStatus.QUIET})
_WITHOUT_CANDLE: Final = {
    StretchStatus.PARTIAL: StretchStatus.MISSING,
    StretchStatus.COMPLETE: StretchStatus.QUIET,
    StretchStatus.BACKFILLED: StretchStatus.QUIET,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[start_us, end_us)`, whole minutes. `gap`: the ledger's entry that the status comes from."""

    start_us: int
    end_us: int
    status: StretchStatus
    gap: GapEntry | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Completeness:
    """`stretches` fill the time without a hole, oldest first; neighbours differ. `since_us`: history begins there.

    `is_known`: the ledger says something, since when there is history or what is missing.
    """

    stretches: Sequence[Stretch]
    since_us: int | None
    is_known: bool = False

    @property
    def percent(self) -> Decimal | None:
        """Share of the minutes that lack nothing; None for no time at all, or where nothing is known."""
        if not self.is_known:
            return None
        total = sum(one.end_us - one.start_us for one in self.stretches)
        final = sum(one.end_us - one.start_us for one in self.stretches if one.status in _FINAL)
        return rounded(Decimal(100 * final) / total, 2) if total else None


_Known = tuple[StretchStatus, GapEntry | None]


def completeness(
    coverage: Coverage,
    minutes: Mapping[int, CandleStatus],
    start_us: int,
    end_us: int,
    without_candle: Sequence[tuple[int, int]] = (),
) -> Completeness:
    """Of the minutes that `[start_us, end_us)` touches.

    `minutes` are statuses of candles by open time, wherever the ledger alone does not tell them: the partial ones, and
    those of minutes in holes that are not closed, which the exchange's own candle may have completed.
    `without_candle` are spans in which there is none, oldest first; not given, `quiet` and `missing` are not told
    from what lacks nothing and what is partial.
    """
    start_us, end_us = MINUTE.floor(start_us), _ceil(end_us)
    told = {at: status for at, status in minutes.items() if start_us <= at < end_us}
    empty = [(max(first, start_us), min(last, end_us)) for first, last in without_candle]
    empty = [(first, last) for first, last in empty if first < last]
    changes: dict[int, Counter[_Known]] = defaultdict(Counter)
    layers = _layers(coverage, end_us)
    for layer in layers:
        known = (layer.status, layer.gap)
        changes[min(max(layer.start_us, start_us), end_us)][known] += 1
        changes[min(max(layer.end_us, start_us), end_us)][known] -= 1
    edges = {start_us, end_us, *changes, *told, *(at + MINUTE.us for at in told), *(at for one in empty for at in one)}
    holding: Counter[_Known] = Counter()
    starts = [first for first, _ in empty]
    pieces = []
    for at, following in pairwise(sorted(edges)):
        holding.update(changes.get(at, {}))
        status, gap = _worst(holding)
        n = bisect_right(starts, at) - 1
        if at in told:
            status = StretchStatus(told[at].value)
        elif n >= 0 and at < empty[n][1]:
            # A hole that was closed stays named as one, whether there were trades in it or not.
            status = status if gap and status is StretchStatus.BACKFILLED else _WITHOUT_CANDLE.get(status, status)
        pieces.append(Stretch(at, following, status, gap))
    is_known = coverage.since_us is not None or bool(layers)
    return Completeness(list(_joined(pieces)), coverage.since_us, is_known)


def _layers(coverage: Coverage, end_us: int) -> list[Stretch]:
    """What is known of times, in any order; of several that hold at a time the worst counts.

    A gap may be open in what was never followed: the venue refuses an instrument that it lists as trading.
    """
    ended_us = end_us if coverage.ended_us is None else MINUTE.floor(coverage.ended_us)
    since_us = ended_us if coverage.since_us is None else _ceil(coverage.since_us)
    followed_us = ended_us if coverage.followed_since_us is None else min(_ceil(coverage.followed_since_us), ended_us)
    layers = [Stretch(since_us, ended_us, StretchStatus.COMPLETE)]
    layers.append(Stretch(since_us, followed_us, StretchStatus.BACKFILLED))
    layers += [
        _of_gap(gap, since_us, ended_us) for gap in coverage.gaps if gap.end_us != gap.start_us or not gap.is_closed
    ]
    return [layer for layer in layers if layer.start_us < layer.end_us]


def _of_gap(gap: GapSpan, since_us: int, end_us: int) -> Stretch:
    """Every minute that the gap touches, as a candle's status counts it: its end is the first trade after it."""
    first_us = MINUTE.floor(gap.start_us)
    last_us = end_us if gap.end_us is None else min(MINUTE.floor(gap.end_us) + MINUTE.us, end_us)
    if gap.is_closed:
        return Stretch(max(first_us, since_us), last_us, StretchStatus.BACKFILLED, gap.entry)
    return Stretch(first_us, last_us, StretchStatus.PARTIAL, gap.entry)


def _worst(holding: Mapping[_Known, int]) -> _Known:
    """The worst status, and a gap that says so if there is one."""
    present = [known for known, times in holding.items() if times > 0]
    for status in _WORST_FIRST:
        gaps = [gap for one, gap in present if one is status]
        if gaps:
            return status, next((gap for gap in gaps if gap is not None), None)
    return StretchStatus.NONE, None


def _joined(pieces: Iterable[Stretch]) -> Iterator[Stretch]:
    """Neighbours of the same status and the same entry in one."""
    last: Stretch | None = None
    for piece in pieces:
        if last is not None and (last.status, last.gap) == (piece.status, piece.gap):
            last = Stretch(last.start_us, piece.end_us, last.status, last.gap)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _ceil(at_us: int) -> int:
    return -(-at_us // MINUTE.us) * MINUTE.us
