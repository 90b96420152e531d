"""Each minute's highest and mean spread of an ordered pair of venues. No I/O and no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MINUTE_US: Final = 60_000_000
_ZERO: Final = Decimal(0)


@dataclass(slots=True)
class SpreadMinute:
    """`gross_area`, `net_area`: basis points times microseconds. `known_us`: how long both quotes were good."""

    minute_us: int
    gross_max: Decimal
    net_max: Decimal
    gross_area: Decimal = _ZERO
    net_area: Decimal = _ZERO
    known_us: int = 0

    @property
    def gross_mean(self) -> Decimal:
        """Weighted with time; of a moment without length its own value."""
        return self.gross_area / self.known_us if self.known_us else self.gross_max

    @property
    def net_mean(self) -> Decimal:
        return self.net_area / self.known_us if self.known_us else self.net_max


class MinuteFold:
    """The minutes of one ordered pair, from spreads that hold for stretches of time which never overlap."""

    def __init__(self, restored: SpreadMinute | None = None) -> None:
        self._minutes = {restored.minute_us: restored} if restored else {}

    def add(self, start_us: int, end_us: int, gross: Decimal, net: Decimal) -> list[SpreadMinute]:
        """These spreads held in [start, end), or, where the two are equal, at that moment; returns what changed."""
        changed = []
        for minute_us, length_us in _parts(start_us, end_us):
            minute = self._minutes.get(minute_us)
            if minute is None:
                minute = self._minutes[minute_us] = SpreadMinute(minute_us, gross, net)
            minute.gross_max, minute.net_max = max(minute.gross_max, gross), max(minute.net_max, net)
            minute.gross_area += gross * length_us
            minute.net_area += net * length_us
            minute.known_us += length_us
            changed.append(minute)
        return changed

    def forget(self, before_us: int) -> None:
        """Drop minutes that ended before then: nothing will be added to them."""
        for minute_us in [at for at in self._minutes if at + MINUTE_US <= before_us]:
            del self._minutes[minute_us]


def _parts(start_us: int, end_us: int) -> Iterator[tuple[int, int]]:
    """The minutes of [start, end) and how much of each is in it."""
    minute_us = start_us // MINUTE_US * MINUTE_US
    while True:
        length_us = min(end_us, minute_us + MINUTE_US) - max(start_us, minute_us)
        yield minute_us, max(length_us, 0)
        minute_us += MINUTE_US
        if minute_us >= end_us:
            return
