"""Pages of lists, `{"items": […], "next": null | "<cursor>"}`, and the one cursor. No I/O.

A cursor holds its list's name and the key of the last row of a page; the next page begins after that row (keyset
pagination). Clients must not look inside.

A list is more than its route: the candles of two coins, or of one coin in two orders, are two lists. What tells them
apart is given as `of`, and a cursor of one is refused by the other.
"""

import hashlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from fastapi import Query, Response
from pydantic import BaseModel

from shared.clock import EPOCH
from shared.errors import InvalidFieldError
from shared.events import encode

K = TypeVar("K")
Row = TypeVar("Row")
Item = TypeVar("Item")

_WHICH_BYTES: Final = 8
_LATEST: Final = datetime(2262, 1, 1, tzinfo=UTC)

CursorText = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None = None
    """Ask again with `cursor` set to this for the next page; null: this page is the last."""


def page_answer(items: Sequence[object], following: str | None) -> Response:
    """The answer with a page of rows, dataclasses or structs with the fields of the list's item.

    Encoded at once: a thousand rows by way of models would hold up everybody else's answers for some 20 ms.
    """
    return Response(encode({"items": items, "next": following}), media_type="application/json")


class ListCursor(Generic[K]):
    """The cursor of one list. `key_type`: text, a number, a time, a UUID, or a named tuple of these."""

    def __init__(self, list_name: str, key_type: type[K]) -> None:
        self._list_name = list_name
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(tuple[str, key_type])  # type: ignore[valid-type]

    def write(self, key: K, *of: object) -> str:
        return urlsafe_b64encode(msgspec.json.encode((self._name(of), key))).decode().rstrip("=")

    def read(self, cursor: str | None, *of: object) -> K | None:
        """The key that `write` was given; None without a cursor.

        Raises:
            InvalidFieldError: it is no cursor of this list, or one that was written for another `of`.
        """
        if cursor is None:
            return None
        try:
            name, key = self._decoder.decode(
                b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            )
        except (ValueError, msgspec.DecodeError, RecursionError) as error:  # ValueError: not base64
            raise _not_of_this_list() from error
        if name != self._name(of) or not all(map(_is_storable, _values(key))):
            raise _not_of_this_list()
        found: K = key
        return found

    def cut(
        self, rows: Sequence[Row], limit: int, key: Callable[[Row], K], *of: object
    ) -> tuple[Sequence[Row], str | None]:
        """The page and its `next`, from `rows` that were fetched with one more than `limit`."""
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], self.write(key(rows[limit - 1]), *of)

    def _name(self, of: tuple[object, ...]) -> str:
        if not of:
            return self._list_name
        which = "\0".join(map(str, of)).encode()
        return f"{self._list_name}:{hashlib.blake2b(which, digest_size=_WHICH_BYTES).hexdigest()}"


def _values(key: object) -> Iterator[object]:
    return iter(key) if isinstance(key, tuple) else iter((key,))


def _is_storable(value: object) -> bool:
    """Whether PostgreSQL can compare with it: text without NUL, a time with its zone and in range, 64 bits."""
    if isinstance(value, datetime):
        return value.tzinfo is not None and EPOCH <= value < _LATEST
    if isinstance(value, int):
        return abs(value) < 1 << 63
    return not isinstance(value, str) or "\x00" not in value


def _not_of_this_list() -> InvalidFieldError:
    return InvalidFieldError("cursor", "not a cursor of this list")
