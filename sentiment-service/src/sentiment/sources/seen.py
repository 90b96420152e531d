"""What a polled source has handed on already: items that it gives again, unchanged, are left out. No I/O."""

from collections.abc import Iterable
from typing import Any, Final

from sentiment.sources.bounded import digest
from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from sentiment.sources.source import Position

_KEY: Final = "seen"
_MOST: Final = 1_000
_PAIR: Final = 2
_DELETED: Final = "deleted"


def unseen(
    items: Iterable[FetchedDocument | DeletedDocument], position: Position
) -> tuple[tuple[FetchedDocument | DeletedDocument, ...], Position]:
    """The items that are new, edited or newly deleted, and the position that knows all of them.

    The newest 1 000 are remembered. What is forgotten is handed on again, which changes nothing in the tables.
    """
    seen = _read(position.get(_KEY))
    new = []
    for item in items:
        key, text = digest(item.native_id), _text(item)
        if seen.pop(key, None) != text:
            new.append(item)
        seen[key] = text  # at the end: it is the newest
    return tuple(new), {**position, _KEY: list(map(list, seen.items()))[-_MOST:]}


def _text(item: FetchedDocument | DeletedDocument) -> str:
    return _DELETED if isinstance(item, DeletedDocument) else digest(item.title, item.body, item.url or "")


def _read(stored: Any) -> dict[str, str]:
    pairs = stored if isinstance(stored, list) else []
    return {str(pair[0]): str(pair[1]) for pair in pairs if isinstance(pair, list) and len(pair) == _PAIR}
