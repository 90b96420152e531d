"""A coin whose trades and candles the tests know, and the pages of its lists."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Get = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Traded:
    coin_id: str
    symbol: str

    @property
    def at_kraken(self) -> str:
        return f"{self.symbol}-USD.KRAKEN"


async def all_pages(get: Get, path: str, **params: Any) -> list[Any]:
    """Follow `next` to the end."""
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await get(path, **params, **cursor)
        items += page["items"]
        if page["next"] is None:
            return items
        assert len(page["items"]) == params["limit"]
        cursor = {"cursor": page["next"]}
