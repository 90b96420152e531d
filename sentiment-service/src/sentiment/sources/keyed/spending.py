"""What may still be read of a source that takes money for each post: so many in any 24 hours. No I/O and no clock."""

import math
from datetime import datetime, timedelta
from typing import Any, Final

from sentiment.sources.source import Position

_KEY: Final = "spent"
_DAY: Final = timedelta(days=1)
_PAIR: Final = 2


class Spending:
    """The posts read in the last 24 hours, by the time they were read. A position holds them, so a restart counts on.

    A fetch that is lost before its position is stored counts for nothing here, but it costs nothing either: the same
    posts are fetched again, and within a day no post is charged twice.
    """

    def __init__(self, most: int, position: Position, now: datetime) -> None:
        self._most = most
        self._now = now
        rows = position.get(_KEY)
        self._spent = [row for row in map(_row, rows if isinstance(rows, list) else []) if row and row[0] > now - _DAY]

    @property
    def left(self) -> int:
        return max(self._most - sum(count for _, count in self._spent), 0)

    def share(self, every: timedelta) -> int:
        """How many of a day's posts are one fetch's, so that they last for the day."""
        return math.ceil(self._most * (every / _DAY))

    def add(self, count: int) -> None:
        self._spent.append((self._now, count))

    def until(self, wanted: int) -> timedelta:
        """How long until `wanted` posts may be read."""
        left = self.left
        for at, count in self._spent:
            left += count
            if left >= wanted:
                return max(at + _DAY - self._now, timedelta(0))
        return _DAY

    def stored(self) -> Position:
        return {_KEY: [[at.isoformat(), count] for at, count in self._spent if count]}


def _row(row: Any) -> tuple[datetime, int] | None:
    if not isinstance(row, list) or len(row) != _PAIR:
        return None
    return datetime.fromisoformat(row[0]), int(row[1])
