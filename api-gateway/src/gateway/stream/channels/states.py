"""Channels that carry one whole state: a coin's price, and the venues. No I/O and no clock."""

from shared.events import PriceV1, VenueV1

from gateway.stream import frames
from gateway.stream.channels.stream_items import Item, moment, price_item
from gateway.stream.channels.venue_items import VenueItem, best_states


class PriceState:
    """The newest price of a coin; ages and `stale` are computed when it is sent."""

    is_log = False
    size = 0

    def __init__(self, name: str, seq: int, price: PriceV1, *, stale_after_us: int) -> None:
        self.name = name
        self.seq = seq
        self._price = price
        self._stale_after_us = stale_after_us

    def put(self, seq: int, price: PriceV1) -> None:
        self.seq, self._price = seq, price

    @property
    def drained(self) -> int:
        return self.seq

    def snapshot(self, now_us: int) -> bytes:
        return price_item(self._price, now_us, self._stale_after_us).encode()

    def drain(self, now_us: int) -> list[bytes]:
        at = moment(self._price.as_of_us)
        return [frames.message(self.name, self.seq, self.snapshot(now_us), at, at)]

    def skip(self) -> None:
        """Nothing waits in a state."""

    def since(self, _seq: int, now_us: int) -> list[bytes]:
        return self.drain(now_us)

    def evict(self, before_us: int) -> None:
        """Nothing is old in a state."""


_EXPIRIES = 64


class VenuesState:
    """Every venue's state in one item list.

    States expire without a new record, so `seq` counts both, in a way that is the same on every replica:
    64 times the offset plus the number of ingesters whose newest state has expired since.
    """

    is_log = False
    size = 0

    def __init__(self, name: str, *, stale_after_us: int) -> None:
        self.name = name
        self.seq = 0
        self._offset_seq = 0
        self._stale_after_us = stale_after_us
        self._states: dict[tuple[str, str], VenueV1] = {}

    def put(self, seq: int, state: VenueV1) -> None:
        self._states[state.venue, state.ingester] = state
        self._offset_seq = seq

    def age(self, now_us: int) -> bool:
        """Whether records or time alone have changed the state since this was last asked."""
        expired = sum(now_us - state.as_of_us > self._stale_after_us for state in self._states.values())
        seq = self._offset_seq * _EXPIRIES + min(expired, _EXPIRIES - 1)
        changed = seq > self.seq
        self.seq = max(self.seq, seq)
        return changed

    @property
    def drained(self) -> int:
        return self.seq

    def items(self, now_us: int) -> list[VenueItem]:
        return best_states(self._states.values(), now_us, self._stale_after_us)

    def snapshot(self, now_us: int) -> bytes:
        return Venues(self.items(now_us)).encode()

    def drain(self, now_us: int) -> list[bytes]:
        newest = max((state.as_of_us for state in self._states.values()), default=None)
        return [frames.message(self.name, self.seq, self.snapshot(now_us), None, moment(newest))]

    def skip(self) -> None:
        """Nothing waits in a state."""

    def since(self, _seq: int, now_us: int) -> list[bytes]:
        return self.drain(now_us)

    def evict(self, before_us: int) -> None:
        """Nothing is old in a state."""


class Venues(Item, frozen=True):
    items: list[VenueItem]
