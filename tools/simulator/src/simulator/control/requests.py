"""What all of the control API shares: who may use it, bodies, pages, refusals with a reason."""

import ipaddress
from typing import TypeVar

import msgspec
from aiohttp import web

from simulator.venues.rest import Handler, encoded

MAX_PAGE = 10_000
DEFAULT_PAGE = 1_000
T = TypeVar("T")


class ControlError(Exception):
    """A request that is refused, and why."""


def guarded(handler: Handler) -> Handler:
    """Answer this machine only; a ControlError is 400 with `{"detail": …}`."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.remote is None or not ipaddress.ip_address(request.remote).is_loopback:
            return encoded({"detail": "the control API answers this machine only"}, 403)
        try:
            return await handler(request)
        except ControlError as error:
            return encoded({"detail": str(error)}, 400)

    return answer


async def body_of(request: web.Request, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except msgspec.MsgspecError as error:
        raise ControlError(str(error)) from error


def count_of(request: web.Request, name: str, default: int, most: int) -> int:
    text = request.query.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or int(text) > most:
        raise ControlError(f"{name} is {text!r}, not a count")
    return int(text)


def page_of(request: web.Request) -> tuple[int, int]:
    """`after` and `limit` of a page; `after` counts what was read so far."""
    after = count_of(request, "after", 0, 1 << 53)
    return after, max(1, min(MAX_PAGE, count_of(request, "limit", DEFAULT_PAGE, 1 << 53)))


def check_seconds(seconds: float | None) -> None:
    """How long a fault lasts."""
    if seconds is not None and not 0 < seconds < float("inf"):
        raise ControlError("seconds must be null or a number above 0")
