"""The newest state of each thing in a channel that names several: candles by open time, indicators by kind.

A revised state replaces the older one, so nothing newer than what a client has is ever lost. No I/O and no clock.
"""

from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, Protocol, TypeVar

import msgspec
from shared.events import CandleV1, IndicatorV1

from gateway.errors import TooOldError
from gateway.items import Item, candle_item, candle_message, indicator_item, indicator_message


class _Revised(Protocol):
    @property
    def revision(self) -> int: ...
    @property
    def open_time_us(self) -> int: ...


E = TypeVar("E", bound=_Revised)


class Shape(NamedTuple, Generic[E]):
    """What a board needs to know of its events."""

    key: Callable[[E], Hashable]
    item: Callable[[E], Item]
    message: Callable[[str, int, E], bytes]
    keep: int
    """How many stay however old they are."""


class _Cell(msgspec.Struct, Generic[E]):
    seq: int
    at_us: int
    event: E


_SHOWN = 100
_CELL_BYTES = 900


class Board(Generic[E]):
    """Cells in the order of their newest change. `floor` is the newest `seq` that was let go."""

    is_log = True

    def __init__(self, name: str, floor: int, shape: Shape[E], *, bound: int = 1_000) -> None:
        self.name = name
        self.seq = floor
        self.floor = floor
        self._shape = shape
        self._bound = bound
        self._cells: dict[Hashable, _Cell[E]] = {}
        self.drained = floor

    @property
    def size(self) -> int:
        return len(self._cells) * _CELL_BYTES

    def put(self, seq: int, at_us: int, event: E) -> bool:
        """Take a state; False if it is older than the one held, or says nothing new."""
        key = self._shape.key(event)
        held = self._cells.get(key)
        if held is not None:
            if event.revision < held.event.revision or event == held.event:
                return False
            del self._cells[key]  # so that the cells stay in the order of their newest change
        self._cells[key] = _Cell(seq, at_us, event)
        self.seq = seq
        if len(self._cells) > self._bound:
            self._drop_oldest()
        return True

    def snapshot(self, _now_us: int) -> bytes:
        """Newest first."""
        newest = sorted((cell.event for cell in self._cells.values()), key=lambda event: -event.open_time_us)
        return b'{"items":[%b]}' % b",".join(self._shape.item(event).encode() for event in newest[:_SHOWN])

    def drain(self, _now_us: int) -> list[bytes]:
        messages = self._after(self.drained)
        self.drained = self.seq
        return messages

    def skip(self) -> None:
        self.drained = self.seq

    def since(self, seq: int, _now_us: int) -> list[bytes]:
        """What changed after `seq`, in its newest state.

        Raises:
            TooOldError: some of it is gone.
        """
        if seq < self.floor:
            raise TooOldError
        return self._after(seq)

    def evict(self, before_us: int) -> None:
        """Let go of what changed before, but for those that the shape keeps."""
        while len(self._cells) > self._shape.keep and next(iter(self._cells.values())).at_us < before_us:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        gone = self._cells.pop(next(iter(self._cells)))
        self.floor = gone.seq

    def _after(self, seq: int) -> list[bytes]:
        newer = []
        for cell in reversed(self._cells.values()):
            if cell.seq <= seq:
                break
            newer.append(self._shape.message(self.name, cell.seq, cell.event))
        newer.reverse()
        return newer


CANDLES: Shape[CandleV1] = Shape(lambda candle: candle.open_time_us, candle_item, candle_message, keep=1)
INDICATORS: Shape[IndicatorV1] = Shape(
    lambda one: (one.instrument_id, one.name, one.params, one.interval), indicator_item, indicator_message, keep=1_000
)
