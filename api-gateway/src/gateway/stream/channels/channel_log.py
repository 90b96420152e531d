"""The last minutes of a log channel, decoded only when a client is sent them. No I/O and no clock."""

from collections.abc import Callable
from heapq import nlargest
from itertools import islice, takewhile
from typing import Final, NamedTuple

import msgspec

from gateway.errors import TooOldError
from gateway.stream.channels.stream_items import StreamItem


class PartitionProgress(msgspec.Struct):
    """Which records of a partition were read: those whose `seq` is above `floor`, up to `newest`."""

    floor: int
    newest: int


class LogRules(NamedTuple):
    """How the entries of a log are kept and encoded. `immutable`: they never change, so that a repeat is dropped.

    `item` and `message` give None for a record that does not parse. The newest `min_entries` stay however old they
    are; more than `max_entries` are never held; a snapshot is taken from the `snapshot_from` newest.
    """

    immutable: bool
    item: Callable[[bytes], StreamItem | None]
    message: Callable[[str, int, bytes], bytes | None]
    min_entries: int
    max_entries: int
    snapshot_from: int


class LogEntry(msgspec.Struct, gc=False):
    """The newest state of one trade, candle or indicator. `order` sorts a snapshot, the greatest first."""

    seq: int
    at_us: int
    order: int
    revision: int
    raw: bytes


_SNAPSHOT_ENTRIES: Final = 100
_OVERHEAD: Final = 275  # bytes that an entry takes beside its record


class ChannelLog:
    """Entries by key, in the order of their newest change: a revised state replaces the older one.

    So a client that resumes gets every entry in its newest state. `floor` is the newest `seq` that was evicted.
    """

    is_log = True

    def __init__(self, name: str, progress: PartitionProgress, rules: LogRules) -> None:
        self.name = name
        self.seq = self.sent_seq = progress.newest
        self.size = 0
        self.progress = progress
        self.rules = rules
        self._evicted = 0
        self.entries: dict[int, LogEntry] = {}

    @property
    def floor(self) -> int:
        return max(self._evicted, self.progress.floor)

    def put(self, key: int, entry: LogEntry) -> bool:
        """Take a state; False if it is older than the one held, or equal to it."""
        held = self.entries.get(key)
        if held is not None:
            if not self._replaces(entry, held):
                return False
            self._remove(key)  # so that the entries stay in the order of their newest change
        self.entries[key] = entry
        self.size += _size(entry)
        self.seq = entry.seq
        if len(self.entries) > self.rules.max_entries:
            self._evict_entry(next(iter(self.entries)))
        return True

    def prepend(self, older: "ChannelLog") -> None:
        """Add earlier entries, as if they had been put first. `older` must not be used afterwards."""
        if self._evicted:
            return  # entries between the two were evicted
        mine, past = self.entries, older.entries
        for key in mine.keys() & past.keys():
            del (past if self._replaces(mine[key], past[key]) else mine)[key]
        self.entries = past | mine
        self.size = sum(map(_size, self.entries.values()))
        while len(self.entries) > self.rules.max_entries:
            self._evict_entry(next(iter(self.entries)))

    def snapshot(self, _now_us: int) -> bytes:
        """The newest hundred, newest first."""
        recent = islice(reversed(self.entries.values()), self.rules.snapshot_from)
        items = [
            self.rules.item(entry.raw) for entry in nlargest(_SNAPSHOT_ENTRIES, recent, key=lambda entry: entry.order)
        ]
        return b'{"items":[%b]}' % b",".join(item.encode() for item in items if item)

    def take_unsent(self, _now_us: int) -> list[bytes]:
        """Entries since the last call, as messages."""
        messages = self._after(self.sent_seq)
        self.sent_seq = self.seq
        return messages

    def skip_unsent(self) -> None:
        """Count everything as sent: no client has this channel."""
        self.sent_seq = self.seq

    def since(self, seq: int, _now_us: int) -> list[bytes]:
        """Entries changed after `seq`, each in its newest state, as messages.

        Raises:
            TooOldError: some of them were evicted.
        """
        if seq < self.floor:
            raise TooOldError
        return self._after(seq)

    def evict(self, before_us: int) -> None:
        """Evict entries older than `before_us`, except the `min_entries` newest."""
        oldest = islice(self.entries.items(), max(len(self.entries) - self.rules.min_entries, 0))
        for key in [key for key, _ in takewhile(lambda entry: entry[1].at_us < before_us, oldest)]:
            self._evict_entry(key)

    def _replaces(self, newer: LogEntry, held: LogEntry) -> bool:
        return not self.rules.immutable and newer.revision >= held.revision and newer.raw != held.raw

    def _evict_entry(self, key: int) -> None:
        self._evicted = self._remove(key).seq

    def _remove(self, key: int) -> LogEntry:
        entry = self.entries.pop(key)
        self.size -= _size(entry)
        return entry

    def _after(self, seq: int) -> list[bytes]:
        newer = list(takewhile(lambda entry: entry.seq > seq, reversed(self.entries.values())))
        messages = (self.rules.message(self.name, entry.seq, entry.raw) for entry in reversed(newer))
        return [message for message in messages if message]


def _size(entry: LogEntry) -> int:
    return len(entry.raw) + _OVERHEAD
