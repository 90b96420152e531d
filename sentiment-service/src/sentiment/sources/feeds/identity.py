"""Which entry of a feed is which item: guids are missing, change and are shared; links and titles change. No I/O.

An item is recognised by its link, else by its guid. A guid that comes with another link is the same item only if the
title is about the same, too: some feeds give one guid to all their items.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from sentiment.sources.bounded import digest, id_of
from sentiment.sources.feeds.entries import Entry
from sentiment.sources.source import Position

_KEY: Final = "items"
_MOST_GONE: Final = 200
"""So many items that are no longer in the feed are remembered: some come back for a day."""
_LONGEST_TITLE: Final = 160
_LIKE: Final = 0.5
_WORD: Final = re.compile(r"\w+")
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """`guid` and `link` are hashes, '' where they do not tell items apart. `text`: a hash of all that may be edited."""

    native_id: str
    guid: str
    link: str
    title: str
    text: str


def identify(entries: Sequence[Entry], position: Position) -> tuple[list[tuple[str, Entry]], Position]:
    """The entries that are new or edited, each with its id, and the position that knows all of them."""
    known = _Known(_read(position.get(_KEY)))
    guids, links = _telling(entries, _guid, _link), _telling(entries, _link, _title)
    changed, current = [], dict[str, Item]()
    for entry in entries:
        guid = _guid(entry) if _guid(entry) in guids else ""
        link = _link(entry) if _link(entry) in links else ""
        same = known.find(guid, link, _title(entry))
        native_id = same.native_id if same else known.new_id(entry, guid, link)
        before = known.items.get(native_id)
        item = Item(native_id, guid, link, _title(entry), digest(entry.title, entry.body, _link(entry)))
        if native_id not in current and (before is None or before.text != item.text):
            changed.append((native_id, entry))
        current.setdefault(native_id, item)
        known.put(item)
    return changed, {**position, _KEY: _written(known.items, current)}


class _Known:
    def __init__(self, items: Iterable[Item]) -> None:
        self.items: dict[str, Item] = {}
        self._by_link: dict[str, Item] = {}
        self._by_guid: dict[str, Item] = {}
        for item in items:
            self.put(item)

    def put(self, item: Item) -> None:
        self.items[item.native_id] = item
        if item.link:
            self._by_link[item.link] = item
        if item.guid:
            self._by_guid[item.guid] = item

    def find(self, guid: str, link: str, title: str) -> Item | None:
        by_link = self._by_link.get(link) if link else None
        if by_link is not None:
            return by_link
        item = self._by_guid.get(guid) if guid else None
        if item is None or (link and item.link and not _is_like(item.title, title)):
            return None
        return item if link or item.link or _is_like(item.title, title) else None

    def new_id(self, entry: Entry, guid: str, link: str) -> str:
        """The guid, if it is this item's alone; else the link; else what the item says."""
        if guid and guid not in self._by_guid and entry.guid not in self.items:
            return entry.guid
        if link and entry.link and id_of(entry.link) not in self.items:
            return id_of(entry.link)
        return digest(entry.guid, entry.link or "", _title(entry))


def _telling(entries: Sequence[Entry], of: Any, other: Any) -> set[str]:
    """The values that stand for one item of this feed only: they never come with different values of `other`."""
    with_others = defaultdict[str, set[str]](set)
    for entry in entries:
        with_others[of(entry)].add(other(entry) or _title(entry))
    return {value for value, others in with_others.items() if value and len(others) == 1}


def _guid(entry: Entry) -> str:
    return digest(entry.guid) if entry.guid else ""


def _link(entry: Entry) -> str:
    """A link's hash, without what only says where a reader has found it."""
    if entry.link is None:
        return ""
    try:
        parts = urlsplit(entry.link)
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    except ValueError:
        return digest(entry.link)
    return digest(parts.netloc.lower(), parts.path.rstrip("/"), urlencode(query))


def _title(entry: Entry) -> str:
    return " ".join(_WORD.findall(entry.title.lower()))[:_LONGEST_TITLE]


def _is_like(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return len(words & others) >= _LIKE * len(words | others)


def _written(known: dict[str, Item], current: dict[str, Item]) -> list[list[str]]:
    gone = [item for native_id, item in known.items() if native_id not in current][-_MOST_GONE:]
    items = [*gone, *current.values()]
    return [[item.native_id, item.guid, item.link, item.title, item.text] for item in items]


def _read(stored: Any) -> list[Item]:
    rows = stored if isinstance(stored, list) else []
    return [Item(*map(str, row)) for row in rows if isinstance(row, list) and len(row) == len(Item.__slots__)]
