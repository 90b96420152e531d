"""State channels: a coin's price, and the venues. Each message carries the whole state. No I/O and no clock."""

from shared.events import PriceV1, VenueV1

from gateway.stream import frames
from gateway.stream.channels.stream_items import StreamItem, optional_time, price_item
from gateway.stream.channels.venue_items import VenueItem, best_states


class PriceChannel:
    """The newest price of a coin; its ages and `stale` are computed when it is sent."""

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
    def sent_seq(self) -> int:
        return self.seq

    def snapshot(self, now_us: int) -> bytes:
        return price_item(self._price, now_us, self._stale_after_us).encode()

    def take_unsent(self, now_us: int) -> list[bytes]:
        at = optional_time(self._price.as_of_us)
        return [frames.message(self.name, self.seq, self.snapshot(now_us), at, at)]

    def skip_unsent(self) -> None:
        """Nothing to do: only the newest state is sent."""

    def since(self, _seq: int, now_us: int) -> list[bytes]:
        return self.take_unsent(now_us)

    def evict(self, before_us: int) -> None:
        """Nothing to do: the newest state stays."""


_EXPIRIES_PER_RECORD = 64


class VenuesChannel:
    """Every venue's state, as one list.

    A state also changes by expiring, without a new record. So that `seq` grows then, too, and is the same on every
    replica, it is 64 times the record's `seq` plus the number of ingesters whose newest state has expired.
    """

    is_log = False
    size = 0

    def __init__(self, name: str, *, stale_after_us: int) -> None:
        self.name = name
        self.seq = 0
        self._record_seq = 0
        self._stale_after_us = stale_after_us
        self._states: dict[tuple[str, str], VenueV1] = {}

    def put(self, seq: int, state: VenueV1) -> None:
        self._states[state.venue, state.ingester] = state
        self._record_seq = seq

    def expire(self, now_us: int) -> bool:
        """Whether the state has changed since the last call, by records or by time alone."""
        expired = sum(now_us - state.as_of_us > self._stale_after_us for state in self._states.values())
        seq = self._record_seq * _EXPIRIES_PER_RECORD + min(expired, _EXPIRIES_PER_RECORD - 1)
        changed = seq > self.seq
        self.seq = max(self.seq, seq)
        return changed

    @property
    def sent_seq(self) -> int:
        return self.seq

    def items(self, now_us: int) -> list[VenueItem]:
        return best_states(self._states.values(), now_us, self._stale_after_us)

    def snapshot(self, now_us: int) -> bytes:
        return VenueItems(self.items(now_us)).encode()

    def take_unsent(self, now_us: int) -> list[bytes]:
        newest = max((state.as_of_us for state in self._states.values()), default=None)
        return [frames.message(self.name, self.seq, self.snapshot(now_us), None, optional_time(newest))]

    def skip_unsent(self) -> None:
        """Nothing to do: only the newest state is sent."""

    def since(self, _seq: int, now_us: int) -> list[bytes]:
        return self.take_unsent(now_us)

    def evict(self, before_us: int) -> None:
        """Nothing to do: the newest state stays."""


class VenueItems(StreamItem, frozen=True):
    items: list[VenueItem]
