"""What is imported next: the stages of history and their order. No I/O and no clock.

The newest hours of all coins come first, for every change, spark line and average needs them; then days, the newest
minutes, all other hours, all other minutes. Within a stage: what gives rates, then the newest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from shared.events.values import Instrument, Interval

from market_data.domain.candles import HistoryCandle
from market_data.venues.types import CandlePage

Place = tuple[str, Interval]

_PIECE_US: Final = {Interval.MINUTE: 3 * Interval.HOUR.us, Interval.HOUR: 8 * Interval.DAY.us}
"""What is imported in one transaction: some 200 candles. Days in one piece."""
_WHOLE_US: Final = {Interval.MINUTE: Interval.HOUR.us, Interval.HOUR: Interval.DAY.us}
"""A page is cut to whole ones of these, so that what is folded from it lacks nothing."""


@dataclass(frozen=True, slots=True)
class Depths:
    """How far back the venues' own candles are imported."""

    minutes: timedelta = timedelta(days=30)
    hours: timedelta = timedelta(days=730)
    days: timedelta = timedelta(days=730)

    def targets(self, now_us: int) -> dict[Interval, int]:
        """The oldest open time that is wanted of each interval: where a day begins, of less than a day an hour."""
        of = {Interval.MINUTE: self.minutes, Interval.HOUR: self.hours, Interval.DAY: self.days}
        return {interval: _begin(now_us, depth) for interval, depth in of.items()}


def _begin(now_us: int, depth: timedelta) -> int:
    width = Interval.DAY if depth >= timedelta(days=1) else Interval.HOUR
    return width.floor(now_us - depth // timedelta(microseconds=1))


@dataclass(slots=True)
class Import:
    """One instrument's candles of one interval: all of `[reached_us, end_us)` are there, the wanted go to `target_us`.

    `end_us` is the end of the bucket in which following began. `is_exhausted`: the venue lists nothing older.
    """

    instrument: Instrument
    is_rate: bool
    followed_since_us: int
    interval: Interval
    end_us: int
    reached_us: int
    target_us: int
    is_exhausted: bool

    @property
    def place(self) -> Place:
        return self.instrument.instrument_id, self.interval

    @property
    def is_done(self) -> bool:
        return self.is_exhausted or self.reached_us <= self.target_us

    @property
    def total(self) -> int:
        """Open times that are wanted."""
        return max((self.end_us - self.target_us) // self.interval.us, 0)

    @property
    def done(self) -> int:
        return self.total if self.is_done else min((self.end_us - self.reached_us) // self.interval.us, self.total)


@dataclass(frozen=True, slots=True)
class Stage:
    """`count`: only the newest so many; None: all that is wanted. `is_deep`: nobody waits for it."""

    interval: Interval
    count: int | None = None

    @property
    def is_deep(self) -> bool:
        return self.count is None and self.interval is not Interval.DAY

    def target_us(self, one: Import) -> int:
        if self.count is None:
            return one.target_us
        whole = _WHOLE_US[self.interval]
        return max(-(-(one.end_us - self.count * self.interval.us) // whole) * whole, one.target_us)

    def wants(self, one: Import) -> bool:
        return one.interval is self.interval and not one.is_exhausted and one.reached_us > self.target_us(one)


# 300 hours are one page everywhere; averages look back 200 of them.
STAGES: Final = (
    Stage(Interval.HOUR, 300),
    Stage(Interval.DAY),
    Stage(Interval.MINUTE, 1_500),
    Stage(Interval.HOUR),
    Stage(Interval.MINUTE),
)


def next_import(
    imports: Sequence[Import],
    rates: Mapping[str, Sequence[Import]],
    is_due: Callable[[Import], bool],
    has_given_up: Callable[[Import], bool],
) -> tuple[Stage, Import] | None:
    """The most useful of `imports` that is due; an instrument waits until its quote's USD rate is there.

    `rates` are the imports of the instruments that say what a quote asset is worth, by that asset; `has_given_up`:
    one is not waited for.
    """
    for stage in STAGES:
        found = [
            one
            for one in imports
            if stage.wants(one) and is_due(one) and _has_rate(stage, one, rates.get(one.instrument.quote), has_given_up)
        ]
        if found:
            # Of equals the first: they come in the order of the catalogue.
            return stage, max(found, key=lambda one: (one.is_rate, one.reached_us))
    return None


def _has_rate(
    stage: Stage, one: Import, rates: Sequence[Import] | None, has_given_up: Callable[[Import], bool]
) -> bool:
    """Whether the candles of one rate instrument reach as far as the stage does, or none can any more."""
    own = [rate for rate in rates or () if rate.interval is one.interval and rate.place != one.place]
    if not own or one.is_rate:
        return True
    return any(rate.reached_us <= stage.target_us(rate) for rate in own) or all(
        rate.is_done or has_given_up(rate) for rate in own
    )


def whole(stage: Stage, one: Import, page: CandlePage) -> CandlePage:
    """The page without its oldest part, where that is only a part of what is folded from it."""
    width = _WHOLE_US.get(one.interval)
    if width is None or page.is_oldest or page.start_us <= stage.target_us(one):
        return page
    start_us = -(-page.start_us // width) * width
    return CandlePage([candle for candle in page.candles if candle.open_time_us >= start_us], start_us)


def pieces(interval: Interval, page: CandlePage, end_us: int) -> Iterator[tuple[int, Sequence[HistoryCandle]]]:
    """The page in parts for one transaction each, the newest first, each with the time from which on it is whole.

    A part ends where a candle ends that is folded from these: a later one adds nothing to what was published. What is
    without candles goes with the part above it.
    """
    width_us = _PIECE_US.get(interval, end_us)
    parts = [
        (max(place * width_us, page.start_us), list(part)[::-1])
        for place, part in groupby(reversed(page.candles), lambda candle: candle.open_time_us // width_us)
    ]
    if not parts:
        yield page.start_us, []
        return
    *others, (_, last) = parts
    yield from others
    yield page.start_us, last


def by_rate(imports: Iterable[Import]) -> dict[str, list[Import]]:
    """The imports of rate instruments by the asset whose rate they give."""
    found: dict[str, list[Import]] = {}
    for one in imports:
        if one.is_rate:
            found.setdefault(one.instrument.base, []).append(one)
    return found
