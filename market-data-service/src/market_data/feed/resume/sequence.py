"""One instrument's trades in the order of their ids, without a gap. No I/O and no clock.

A trade is released only when every lower id was released before it or REST does not list that id. So the trades in
Kafka never have a gap, and after a crash the greatest id in the topic is where to go on from.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec
from shared.events import TradeV1

MOST_HELD: Final = 2_000
"""Trades held per instrument: all instruments together stay below what may wait in memory."""


class TradeGap(msgspec.Struct):
    """The stretch after a trade in which the socket may have missed others. Times are event times (µs).

    `name` depends on nothing but the id that it starts at, so after a crash the same gap has the same name. `missed`
    counts the trades of it that REST brought; `end_us` is just after the last of them.
    """

    first_id: int
    start_us: int
    aggregated: bool = False
    missed: int = 0
    end_us: int = 0

    @property
    def name(self) -> str:
        return f"{'a' if self.aggregated else ''}{self.first_id}"


class MissingIds(NamedTuple):
    """Ids that REST left out of a page, between two trades that it lists; times are those trades' event times (µs)."""

    first_id: int
    last_id: int
    start_us: int
    end_us: int


class TradeSequence:
    """`last_id` is the last released id. While `fetching`, live trades are held (a bounded number: REST has them too).

    `is_followed` becomes true when the ledger says that the instrument is followed; `is_expected` then, too, or when
    the venue refuses it although it trades: misses before that are no gap.
    """

    def __init__(self, last_id: int, last_us: int | None, *, aggregated: bool, is_expected: bool) -> None:
        self.last_id = last_id
        self.last_us = last_us
        self.aggregated = aggregated
        self.fetching = True
        self.is_followed = self.is_expected = is_expected
        self.gap: TradeGap | None = None
        self.missing_ids: list[MissingIds] = []
        self._newest_live_id = 0
        self._held: dict[int, TradeV1] = {}

    @property
    def has_held(self) -> bool:
        """Whether live trades are held back because one before them is missing."""
        return bool(self._held)

    def on_disconnected(self) -> None:
        """Hold live trades from now on: the next one may not be the successor of the last."""
        self.fetching = True
        self._newest_live_id = 0

    def on_live(self, trade: TradeV1) -> list[TradeV1]:
        """Take a trade of the socket; returns those that may be published now, in order.

        If `has_held` is true afterwards and nothing is being fetched, a trade is missing.
        """
        number = trade.number
        if number <= self.last_id:
            return []
        self._newest_live_id = max(self._newest_live_id, number)
        if not self.fetching and number == self.last_id + 1 and not self._held:
            self.last_id, self.last_us = number, trade.ts_event_us
            return [trade]
        if len(self._held) < MOST_HELD:
            self._held[number] = trade
        return [] if self.fetching else self._release_held()

    def on_page(self, page: Iterable[TradeV1]) -> list[TradeV1]:
        """Take a page of REST, oldest first, that starts above `last_id`; returns the new trades in order.

        Ids that REST passes over are not waited for; `missing_ids` notes them, since a venue's ids are consecutive.
        Of a trade that the socket brought too, the socket's is released: its receive time is the true one.
        """
        released = []
        for trade in page:
            number = trade.number
            if number > self.last_id:
                self._note_missing_ids(trade)
                released.append(self._held.pop(number, trade))
                self.last_id, self.last_us = number, trade.ts_event_us
        for number in [number for number in self._held if number <= self.last_id]:
            del self._held[number]
        self._count_missed(released)
        return released + self._release_held()

    def is_complete(self) -> bool:
        """Whether every trade that the socket brought is released."""
        return not self._held and self.last_id >= self._newest_live_id

    @property
    def has_reached_live(self) -> bool:
        """Whether the socket brought trades since the connection began, and all of them are released."""
        return self.last_id >= self._newest_live_id > 0

    def open_gap(self, now_us: int) -> TradeGap | None:
        """Note that trades after the last one may be missing; None if a gap is open already.

        The gap starts at the last trade's time, or at `now_us` if that is not known.
        """
        if self.gap is not None:
            return None
        start_us = now_us if self.last_us is None else self.last_us
        self.gap = TradeGap(first_id=self.last_id + 1, start_us=start_us, aggregated=self.aggregated, end_us=start_us)
        return self.gap

    def close_gap(self) -> TradeGap | None:
        gap, self.gap = self.gap, None
        return gap

    def _count_missed(self, released: list[TradeV1]) -> None:
        if self.gap is not None:
            for trade in released:
                if trade.backfilled:
                    self.gap.missed += 1
                    self.gap.end_us = max(self.gap.end_us, trade.ts_event_us + 1)

    def _note_missing_ids(self, trade: TradeV1) -> None:
        if trade.number > self.last_id + 1 and self.last_us is not None:
            start_us, end_us = sorted((self.last_us, trade.ts_event_us))
            self.missing_ids.append(MissingIds(self.last_id + 1, trade.number - 1, start_us, end_us))

    def drop_held(self) -> int:
        """Drop the held trades: REST lists neither them nor anything after the last released one. Returns how many.

        A real one will be listed later and is fetched when the next live trade comes; until then the gap stays open.
        Released, a single forged id would make every real trade below it look like a repeat.
        """
        dropped = len(self._held)
        self._held.clear()
        self._newest_live_id = self.last_id
        return dropped

    def _release_held(self) -> list[TradeV1]:
        released = []
        while (trade := self._held.pop(self.last_id + 1, None)) is not None:
            released.append(trade)
            self.last_id, self.last_us = trade.number, trade.ts_event_us
        return released
