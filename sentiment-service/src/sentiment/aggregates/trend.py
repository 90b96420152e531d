"""A coin's score hour by hour. No I/O and no clock."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from sentiment.aggregates.score import Score, score_of
from sentiment.aggregates.weights import ScoredDocument, Weighing, counting, weighted

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def hourly(
    documents: Iterable[ScoredDocument], hour_ends: Iterable[datetime], weighing: Weighing
) -> Iterator[tuple[datetime, Score]]:
    """The score at each hour's end, of what was published by then: nothing later is in it."""
    ordered = sorted(documents, key=lambda one: one.story_at)
    begins = [one.story_at for one in ordered]
    for end in hour_ends:
        first, last = bisect_left(begins, end - weighing.window), bisect_left(begins, end)
        known = list(counting(ordered[first:last], end, weighing.window, known_at=end))
        yield end, score_of(weighted(known, end, weighing))


def last_end(at: datetime, step: timedelta = HOUR) -> datetime:
    """When the last whole hour (or day, in UTC) had ended at `at`."""
    return at - (at - _EPOCH) % step


def next_end(at: datetime, step: timedelta = HOUR) -> datetime:
    """When the hour (or day) that `at` is in ends: a document of that instant counts from then on."""
    return last_end(at, step) + step


def ends_between(start: datetime, end: datetime, step: timedelta = HOUR) -> Iterator[datetime]:
    """All ends in [start, end)."""
    at = last_end(start, step)
    if at < start:
        at += step
    while at < end:
        yield at
        at += step


def ends_of(documents_at: datetime, last: datetime) -> Iterator[datetime]:
    """The hour ends whose score a document of that time is in, up to `last`."""
    return ends_between(next_end(documents_at), last + HOUR)


def in_days(hours: Mapping[datetime, Collection[str]]) -> Iterator[Mapping[datetime, Collection[str]]]:
    """Hour ends with what is to be computed at each, in parts of at most a day, the newest first."""
    days: dict[datetime, dict[datetime, Collection[str]]] = {}
    for end, coins in hours.items():
        days.setdefault(last_end(end, DAY), {})[end] = coins
    for day in sorted(days, reverse=True):
        yield days[day]
