"""What happened in a log channel's last minutes, decoded only when somebody wants it. No I/O and no clock."""

from collections.abc import Callable
from heapq import nlargest
from itertools import islice, takewhile
from typing import Final, NamedTuple

import msgspec

from gateway.errors import TooOldError
from gateway.stream.channels.stream_items import Item


class Partition(msgspec.Struct):
    """How much of a partition was read: the records whose `seq` is above `floor`, up to `newest`."""

    floor: int
    newest: int


class Shape(NamedTuple):
    """What a ring needs to know of its events. `once`: they never change, so that a repeat says nothing.

    `item` and `message` give None for a record that does not parse after all. `keep` entries stay however old they
    are, `bound` at most, and a snapshot is taken from the `recent` newest.
    """

    once: bool
    item: Callable[[bytes], Item | None]
    message: Callable[[str, int, bytes], bytes | None]
    keep: int
    bound: int
    recent: int


class Entry(msgspec.Struct, gc=False):
    """The newest state of one thing. `order` sorts a snapshot, the greatest first."""

    seq: int
    at_us: int
    order: int
    revision: int
    raw: bytes


_SHOWN: Final = 100
_OVERHEAD: Final = 275  # bytes that an entry takes beside its record


class Ring:
    """Entries by key, in the order of their newest change: a revised state replaces the older one.

    So nothing newer than what a client has is ever lost. `floor` is the newest `seq` that is not here any more.
    """

    is_log = True

    def __init__(self, name: str, partition: Partition, shape: Shape) -> None:
        self.name = name
        self.seq = self.drained = partition.newest
        self.size = 0
        self.partition = partition
        self.shape = shape
        self._gone = 0
        self.entries: dict[int, Entry] = {}

    @property
    def floor(self) -> int:
        return max(self._gone, self.partition.floor)

    def put(self, key: int, entry: Entry) -> bool:
        """Take a state; False if it is older than the one held, or says nothing new."""
        held = self.entries.get(key)
        if held is not None:
            if not self._replaces(entry, held):
                return False
            self._forget(key)  # so that the entries stay in the order of their newest change
        self.entries[key] = entry
        self.size += _size(entry)
        self.seq = entry.seq
        if len(self.entries) > self.shape.bound:
            self._let_go(next(iter(self.entries)))
        return True

    def prepend(self, older: "Ring") -> None:
        """Take what came before, which this ring then owns, as if it had been put first."""
        if self._gone:
            return  # what lay between is not here any more
        mine, past = self.entries, older.entries
        for key in mine.keys() & past.keys():
            del (past if self._replaces(mine[key], past[key]) else mine)[key]
        self.entries = past | mine
        self.size = sum(map(_size, self.entries.values()))
        while len(self.entries) > self.shape.bound:
            self._let_go(next(iter(self.entries)))

    def snapshot(self, _now_us: int) -> bytes:
        """The newest hundred, newest first."""
        recent = islice(reversed(self.entries.values()), self.shape.recent)
        items = [self.shape.item(entry.raw) for entry in nlargest(_SHOWN, recent, key=lambda entry: entry.order)]
        return b'{"items":[%b]}' % b",".join(item.encode() for item in items if item)

    def drain(self, _now_us: int) -> list[bytes]:
        """What came since the last drain, as messages."""
        messages = self._after(self.drained)
        self.drained = self.seq
        return messages

    def skip(self) -> None:
        """Forget what `drain` would give."""
        self.drained = self.seq

    def since(self, seq: int, _now_us: int) -> list[bytes]:
        """What came after `seq`, in its newest state.

        Raises:
            TooOldError: some of it is gone.
        """
        if seq < self.floor:
            raise TooOldError
        return self._after(seq)

    def evict(self, before_us: int) -> None:
        """Let go of what is older, but for what the shape keeps."""
        oldest = islice(self.entries.items(), max(len(self.entries) - self.shape.keep, 0))
        for key in [key for key, _ in takewhile(lambda held: held[1].at_us < before_us, oldest)]:
            self._let_go(key)

    def _replaces(self, newer: Entry, held: Entry) -> bool:
        return not self.shape.once and newer.revision >= held.revision and newer.raw != held.raw

    def _let_go(self, key: int) -> None:
        self._gone = self._forget(key).seq

    def _forget(self, key: int) -> Entry:
        entry = self.entries.pop(key)
        self.size -= _size(entry)
        return entry

    def _after(self, seq: int) -> list[bytes]:
        newer = list(takewhile(lambda entry: entry.seq > seq, reversed(self.entries.values())))
        messages = (self.shape.message(self.name, entry.seq, entry.raw) for entry in reversed(newer))
        return [message for message in messages if message]


def _size(entry: Entry) -> int:
    return len(entry.raw) + _OVERHEAD
