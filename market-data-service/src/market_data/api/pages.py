"""Pages of lists: `{"items": […], "next": null | "<cursor>"}`, and what a cursor is made of."""

from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel
from shared.clock import EPOCH, from_us, to_us
from shared.errors import InvalidFieldError

T = TypeVar("T")
_SEPARATOR = "\x1f"


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None
    """Ask again with `cursor` set to this for what follows; null: nothing does."""


Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]


def cursor_of(*parts: str) -> str:
    return urlsafe_b64encode(_SEPARATOR.join(parts).encode()).decode().rstrip("=")


def parts_of(cursor: str, count: int) -> list[str]:
    """What `cursor_of` was given.

    Raises:
        InvalidFieldError: it was not made by `cursor_of`, or not for this list.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = b64decode(padded, altchars="-_", validate=True).decode().split(_SEPARATOR)
    except (NotBase64Error, ValueError) as error:
        raise _not_ours() from error
    if len(parts) != count or not all(parts) or any("\x00" in part for part in parts):
        raise _not_ours()
    return parts


def time_part(at: datetime) -> str:
    return str(to_us(at))


def time_of(part: str) -> datetime:
    try:
        at = from_us(int(part))
    except (ValueError, OverflowError) as error:
        raise _not_ours() from error
    if not EPOCH <= at < datetime(2262, 1, 1, tzinfo=UTC):
        raise _not_ours()
    return at


def _not_ours() -> InvalidFieldError:
    return InvalidFieldError("cursor", "not a cursor of this list")
