"""Delays that grow with the number of attempts, counted in this process. No I/O.

Redis counts for all replicas by the same rules: `users.access.throttle`.
"""

import hashlib
import math
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from cachetools import LRUCache

_MOST_COUNTERS: Final = 10_000


class DelayRule(NamedTuple):
    """`free` attempts, then delays from `first` on, doubling up to `longest`. Forgotten `kept` after the last."""

    free: int
    longest: timedelta
    kept: timedelta
    first: timedelta = timedelta(seconds=1)


class AttemptCounter(NamedTuple):
    """Attempts under one key, for instance of one account, and the delays that follow from their number."""

    key: str
    rule: DelayRule


class AttemptResult(NamedTuple):
    """`wait`: seconds until an attempt may be made, 0: this one may. `first_delayed`: the counter that it filled up."""

    wait: int = 0
    first_delayed: AttemptCounter | None = None


def attempt_counter(kind: str, subject: str, rule: DelayRule) -> AttemptCounter:
    """A counter for a subject, whose name cannot be read from the key."""
    return AttemptCounter(f"throttle:{kind}:{hashlib.sha256(subject.encode()).hexdigest()[:32]}", rule)


class _Count:
    __slots__ = ("attempts", "forgotten_at", "next_at")

    def __init__(self) -> None:
        self.attempts, self.next_at, self.forgotten_at = 0, 0.0, math.inf


class LocalThrottle:
    """Counts in memory. When there are too many counters, those go that were not used for longest."""

    def __init__(self) -> None:
        self._counts = LRUCache[str, _Count](_MOST_COUNTERS)

    def count(self, counters: Sequence[AttemptCounter], now: float | None = None) -> AttemptResult:
        """Count an attempt, unless one of the counters demands to wait. `now`: seconds of the monotonic clock."""
        now = time.monotonic() if now is None else now
        waits = (self._counts[counter.key].next_at - now for counter in counters if counter.key in self._counts)
        wait = max(waits, default=0)
        if wait > 0:
            return AttemptResult(math.ceil(wait))
        first_delayed = None
        for counter in counters:
            if self._add(counter, now):
                first_delayed = counter
        return AttemptResult(0, first_delayed)

    def _add(self, counter: AttemptCounter, now: float) -> bool:
        """Count one attempt; returns whether it is the last free one."""
        rule, count = counter.rule, self._count_of(counter.key, now)
        count.attempts += 1
        over = count.attempts - rule.free
        delay = min(rule.longest, rule.first * 2 ** min(over, 20)).total_seconds() if over >= 0 else 0
        count.next_at = now + delay
        count.forgotten_at = now + delay + rule.kept.total_seconds()
        return over == 0

    def _count_of(self, key: str, now: float) -> _Count:
        count = self._counts.get(key)
        if count is None or count.forgotten_at <= now:
            count = self._counts[key] = _Count()
        return count

    def take_back(self, counters: Sequence[AttemptCounter]) -> None:
        for counter in counters:
            count = self._counts.get(counter.key)
            if count is not None:
                count.attempts = max(0, count.attempts - 1)
                if count.attempts < counter.rule.free:
                    count.next_at = 0

    def clear(self, counters: Sequence[AttemptCounter]) -> None:
        for counter in counters:
            self._counts.pop(counter.key, None)
