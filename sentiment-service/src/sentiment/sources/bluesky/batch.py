"""What has been read of a Jetstream and not been handed on yet. No I/O and no clock."""

from datetime import datetime
from typing import Final

from shared.clock import to_us

from sentiment.sources.bluesky.events import EventReader, Frame, UnreadableFrameError, read_frame
from sentiment.sources.bluesky.place import Place
from sentiment.sources.bounded import MOST_ITEMS
from sentiment.sources.fetched import Fetched, RemovedAuthor
from sentiment.sources.source import Fetch, SourceError

_UNKNOWN_AFTER: Final = 20
"""Unreadable frames, with no readable one, after which it is taken to be another protocol."""
_PLACES_EVERY_US: Final = 10_000_000
"""So often a place without items is handed on."""


class Batch:
    """Of one connection, which was opened at `begun`."""

    def __init__(self, begun: Place, reader: EventReader) -> None:
        self._begun = begun
        self._reader = reader
        self._place = begun
        self._given = begun
        self._items: list[Fetched] = []
        self._is_numbered = False
        self._readable = 0
        self.unreadable = 0

    @property
    def is_full(self) -> bool:
        return len(self._items) >= MOST_ITEMS

    def add(self, data: bytes, now: datetime) -> None:
        """Read one frame; an unreadable one is counted and left out.

        Raises:
            SourceError: the host numbers its events anew, or speaks another protocol.
        """
        try:
            frame = read_frame(data)
            item = self._reader.read(frame, now)
        except UnreadableFrameError:
            self._on_unreadable()
            return
        self._readable += 1
        self._require_numbers_go_on(frame)
        self._place = self._place.after(frame.cursor, frame.time_us, to_us(now))
        # A repeated suspension would delete what its author has written since.
        is_repeat = isinstance(item, RemovedAuthor) and self._begun.is_before(frame.cursor, frame.time_us)
        if item is not None and not is_repeat:
            self._items.append(item)

    def take(self) -> Fetch | None:
        """What is to be handed on; None if that is nothing, or only a place that is hardly further."""
        moved_us = (self._place.time_us or 0) - (self._given.time_us or 0)
        if not self._items and moved_us < _PLACES_EVERY_US:
            return None
        items, self._items, self._given = tuple(self._items), [], self._place
        return Fetch(items, self._place.position())

    def _on_unreadable(self) -> None:
        self.unreadable += 1
        if not self._readable and self.unreadable >= _UNKNOWN_AFTER:
            raise SourceError("unreadable: not the frames of Jetstream's /subscribe")

    def _require_numbers_go_on(self, frame: Frame) -> None:
        if self._is_numbered or frame.cursor is None:
            return
        self._is_numbered = True
        if self._begun.begins_anew(frame.cursor):
            self._place = self._begun.without_sequence()
            self._given = Place(self._place.host)  # so that it is handed on
            raise SourceError("its numbers begin anew: going on from the time")
