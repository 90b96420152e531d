"""The last minutes of a log channel; a record is decoded once, when a client is first sent it. No I/O and no clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from heapq import nlargest
from itertools import islice, takewhile
from typing import Final, NamedTuple

import msgspec

from gateway.errors import TooOldError
from gateway.stream import frames


class PartitionProgress(msgspec.Struct):
    """Which records of a partition were read: those whose `seq` is above `floor`, up to `newest`."""

    floor: int
    newest: int


class EncodedEntry(NamedTuple):
    """An entry as clients are sent it. `text`: a message from its data on; the first `item_size` bytes are the item."""

    text: bytes
    item_size: int


class LogRules(NamedTuple):
    """How the entries of a log are kept and encoded. `immutable`: they never change, so that a repeat is dropped.

    `encoded` gives None for a record that does not parse. The newest `min_entries` stay however old they are; more than
    `max_entries` are never held; a snapshot is taken from the `snapshot_from` newest.
    """

    immutable: bool
    encoded: Callable[[bytes], EncodedEntry | None]
    min_entries: int
    max_entries: int
    snapshot_from: int


class LogEntry(msgspec.Struct, gc=False):
    """The newest state of one trade, candle or indicator. `order` sorts a snapshot, the greatest first.

    `raw` is the record, until it is encoded: then `text` and `item_size` stand for it, and `fingerprint` is its hash.
    """

    seq: int
    at_us: int
    order: int
    version: int
    raw: bytes
    text: bytes = b""
    item_size: int = 0
    fingerprint: int = 0

    def holds(self, raw: bytes) -> bool:
        """Whether this is the entry of that record."""
        return self.raw == raw if self.raw else self.fingerprint == hash(raw)

    @property
    def size(self) -> int:
        return len(self.raw) + len(self.text) + _OVERHEAD


class Passage(NamedTuple):
    """A part of a log: messages, the `seq` up to which they reach, what they cost, and whether nothing is left."""

    messages: list[bytes]
    seq: int
    cost: int
    is_last: bool


SNAPSHOT_ENTRIES: Final = 100
ENCODING_COST: Final = 10
"""What it costs to encode an entry, beside sending it."""
_OVERHEAD: Final = 330  # bytes that an entry takes beside its record


class ChannelLog:
    """Entries by key, in the order of their newest change: a revised state replaces the older one.

    So a client that resumes gets every entry in its newest state. `floor` is the newest `seq` that was evicted;
    `encodings`: how many entries have been encoded so far.
    """

    is_log = True

    def __init__(self, name: str, progress: PartitionProgress, rules: LogRules) -> None:
        self.name = name
        self.seq = self.sent_seq = progress.newest
        self.size = 0
        self.encodings = 0
        self.progress = progress
        self.rules = rules
        self.entries: dict[int, LogEntry] = {}
        self._seqs: list[int] = []  # of the entries, in their order
        self._evicted = 0

    @property
    def floor(self) -> int:
        return max(self._evicted, self.progress.floor)

    def put(self, key: int, entry: LogEntry) -> bool:
        """Take a state; False if it is older than the one held, or equal to it."""
        held = self.entries.get(key)
        if held is not None:
            if not self._replaces(entry, held):
                return False
            self._remove(key, held)  # so that the entries stay in the order of their newest change
        self.entries[key] = entry
        self._seqs.append(entry.seq)
        self.size += entry.size
        self.seq = entry.seq
        if len(self.entries) > self.rules.max_entries:
            self._evict_oldest(1)
        return True

    def prepend(self, older: "ChannelLog") -> None:
        """Add earlier entries, as if they had been put first. `older` must not be used afterwards."""
        if self._evicted:
            return  # entries between the two were evicted
        mine, past = self.entries, older.entries
        for key in mine.keys() & past.keys():
            del (past if self._replaces(mine[key], past[key]) else mine)[key]
        self.entries = past | mine
        self._seqs = [entry.seq for entry in self.entries.values()]
        self.size = sum(entry.size for entry in self.entries.values())
        self._evict_oldest(len(self.entries) - self.rules.max_entries)

    def snapshot(self, _now_us: int) -> bytes:
        """The newest hundred, newest first."""
        recent = islice(reversed(self.entries.values()), self.rules.snapshot_from)
        newest = nlargest(SNAPSHOT_ENTRIES, recent, key=lambda entry: entry.order)
        items = (self._text(entry)[: entry.item_size] for entry in newest)
        return b'{"items":[%b]}' % b",".join(item for item in items if item)

    def take_unsent(self, _now_us: int) -> list[bytes]:
        """Entries since the last call, as messages."""
        unsent = self._after(self.sent_seq)
        self.sent_seq = self.seq
        return [frames.numbered(self.name, entry.seq, text) for entry in unsent if (text := self._text(entry))]

    def skip_unsent(self) -> None:
        """Count everything as sent: no client has this channel."""
        self.sent_seq = self.seq

    def since(self, seq: int, _now_us: int, allowed: int) -> Passage:
        """Entries changed after `seq`, each in its newest state, oldest first; for a cost of `allowed`, at least one.

        Raises:
            TooOldError: some of them were evicted.
        """
        if seq < self.floor:
            raise TooOldError
        messages: list[bytes] = []
        cost = 0
        for entry in self._after(seq):
            if cost >= allowed:
                return Passage(messages, seq, cost, is_last=False)
            cost += 1 if entry.text else ENCODING_COST
            seq = entry.seq
            if text := self._text(entry):
                messages.append(frames.numbered(self.name, seq, text))
        return Passage(messages, seq, cost, is_last=True)

    def count(self, seq: int | None) -> int:
        """How many messages a subscription gets first: those after `seq`, or without one those of a snapshot."""
        if seq is None or seq < self.floor:
            return min(len(self.entries), SNAPSHOT_ENTRIES)
        return len(self._seqs) - bisect_right(self._seqs, seq)

    def evict(self, before_us: int) -> None:
        """Evict entries older than `before_us`, except the `min_entries` newest."""
        spare = islice(self.entries.values(), max(len(self.entries) - self.rules.min_entries, 0))
        self._evict_oldest(sum(1 for _ in takewhile(lambda entry: entry.at_us < before_us, spare)))

    def _replaces(self, newer: LogEntry, held: LogEntry) -> bool:
        return not self.rules.immutable and newer.version >= held.version and not held.holds(newer.raw)

    def _evict_oldest(self, number: int) -> None:
        if number <= 0:
            return
        for key in list(islice(self.entries, number)):
            entry = self.entries.pop(key)
            self.size -= entry.size
            self._evicted = entry.seq
        del self._seqs[:number]

    def _remove(self, key: int, entry: LogEntry) -> None:
        del self.entries[key]
        del self._seqs[bisect_left(self._seqs, entry.seq)]
        self.size -= entry.size

    def _after(self, seq: int) -> Iterable[LogEntry]:
        """Entries changed after `seq`, oldest first; a dictionary's entries are reached from its nearer end only."""
        first = bisect_right(self._seqs, seq)
        number = len(self._seqs) - first
        if number > first:
            return islice(self.entries.values(), first, None)
        return reversed(list(islice(reversed(self.entries.values()), number)))

    def _text(self, entry: LogEntry) -> bytes:
        """A message of the entry from its data on; empty if its record does not parse."""
        if entry.raw:
            self.encodings += 1
            encoded = self.rules.encoded(entry.raw)
            self.size -= entry.size
            entry.fingerprint = hash(entry.raw)
            entry.raw = b""
            if encoded:
                entry.text, entry.item_size = encoded
            self.size += entry.size
        return entry.text
