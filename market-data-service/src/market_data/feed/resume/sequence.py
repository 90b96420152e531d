"""One instrument's trades in the order of their ids, without a hole. No I/O and no clock.

A trade is released only when every lower id was released before it or is proven not to exist, so that what Kafka
holds is always a prefix: after a crash the greatest id in the topic is the place to go on from.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec
from shared.events import TradeV1

MOST_HELD: Final = 2_000
"""Of each instrument, so that all of them together stay below what may wait in memory."""


class Hole(msgspec.Struct):
    """Something after a trade that the socket may not have brought. Times are event times (µs).

    `name` depends on nothing but the id it starts at, so that after a crash the same hole has the same name. `missed`
    counts what REST brought of it, `end_us` is just after the last of that.
    """

    first_id: int
    start_us: int
    aggregated: bool = False
    missed: int = 0
    end_us: int = 0

    @property
    def name(self) -> str:
        return f"{'a' if self.aggregated else ''}{self.first_id}"


class PassedOver(NamedTuple):
    """Ids that REST left out of a page, between two trades that it lists; times are those trades' event times (µs)."""

    first_id: int
    last_id: int
    start_us: int
    end_us: int


class Follower:
    """`last_id` is the last released one. While `fetching`, live trades are held (bounded: REST has them too).

    `followed` from the moment its following is announced: before that, what is missing is no hole.
    """

    def __init__(self, last_id: int, last_us: int | None, *, aggregated: bool, followed: bool) -> None:
        self.last_id = last_id
        self.last_us = last_us
        self.aggregated = aggregated
        self.fetching = True
        self.followed = followed
        self.hole: Hole | None = None
        self.newest_seen = 0
        self.repeated = 0
        self.passed_over: list[PassedOver] = []
        self._held: dict[int, TradeV1] = {}

    @property
    def first_held(self) -> int | None:
        """The lowest id that is held back, None if none is."""
        return min(self._held, default=None)

    def hold(self) -> None:
        """The connection was lost: what comes next may not be what followed."""
        self.fetching = True
        self.newest_seen = 0

    def offer(self, trade: TradeV1) -> list[TradeV1]:
        """Take a live trade; returns what may be published now, in order.

        After it, `first_held` says whether something in between is missing.
        """
        number = trade.number
        if number <= self.last_id:
            self.repeated += 1
            return []
        self.newest_seen = max(self.newest_seen, number)
        if not self.fetching and number == self.last_id + 1 and not self._held:
            self.last_id, self.last_us = number, trade.ts_event_us
            return [trade]
        if len(self._held) < MOST_HELD:
            self._held[number] = trade
        return [] if self.fetching else self._contiguous()

    def fetched(self, page: Iterable[TradeV1]) -> list[TradeV1]:
        """Take a page of REST, oldest first, that starts above `last_id`; returns what is new of it, in order.

        Ids that REST passes over are not waited for; `passed_over` notes them, since the venue's ids have no holes.
        Where the socket brought the same trade, its own receive time is the better one and that trade is kept.
        """
        released = []
        for trade in page:
            number = trade.number
            if number > self.last_id:
                self._note_passed_over(trade)
                released.append(self._held.pop(number, trade))
                self.last_id, self.last_us = number, trade.ts_event_us
        for number in [number for number in self._held if number <= self.last_id]:
            del self._held[number]
        self._note_missed(released)
        return released + self._contiguous()

    def caught_up(self) -> bool:
        """Whether everything that the socket brought is released."""
        return not self._held and self.last_id >= self.newest_seen

    @property
    def bridged(self) -> bool:
        """Whether all that the socket brought since the hold began is released, and it brought something."""
        return self.last_id >= self.newest_seen > 0

    def open_hole(self, after_us: int) -> Hole | None:
        """Note that trades after the last one may be missing; None if that is known already. `after_us`: its time."""
        if self.hole is not None:
            return None
        start_us = after_us if self.last_us is None else self.last_us
        self.hole = Hole(first_id=self.last_id + 1, start_us=start_us, aggregated=self.aggregated, end_us=start_us)
        return self.hole

    def close_hole(self) -> Hole | None:
        hole, self.hole = self.hole, None
        return hole

    def _note_missed(self, released: list[TradeV1]) -> None:
        if self.hole is not None:
            for trade in released:
                if trade.backfilled:
                    self.hole.missed += 1
                    self.hole.end_us = max(self.hole.end_us, trade.ts_event_us + 1)

    def _note_passed_over(self, trade: TradeV1) -> None:
        if trade.number > self.last_id + 1 and self.last_us is not None:
            start_us, end_us = sorted((self.last_us, trade.ts_event_us))
            self.passed_over.append(PassedOver(self.last_id + 1, trade.number - 1, start_us, end_us))

    def give_up(self) -> int:
        """Forget what is held: the venue's REST lists neither it nor anything after the last released trade.

        If it was real, REST will list it, and the next live trade asks again. Releasing it would make one forged id
        swallow every real trade below it. Returns how many were forgotten.
        """
        forgotten = len(self._held)
        self._held.clear()
        self.newest_seen = self.last_id
        return forgotten

    def _contiguous(self) -> list[TradeV1]:
        released = []
        while (trade := self._held.pop(self.last_id + 1, None)) is not None:
            released.append(trade)
            self.last_id, self.last_us = trade.number, trade.ts_event_us
        return released
