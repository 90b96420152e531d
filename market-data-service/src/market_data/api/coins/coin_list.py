"""Which coins a list shows and in what order. No I/O and no clock."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from shared.events import PriceV1

from market_data.domain.coin_registry import Coin
from market_data.domain.windows import Spark


class Sort(StrEnum):
    """Ascending; with a minus descending. What is unknown comes last either way."""

    RANK = "market_cap_rank"
    RANK_DOWN = "-market_cap_rank"
    NAME = "name"
    NAME_DOWN = "-name"
    SYMBOL = "symbol"
    SYMBOL_DOWN = "-symbol"
    PRICE = "price"
    PRICE_DOWN = "-price"
    HOUR = "change_1h_percent"
    HOUR_DOWN = "-change_1h_percent"
    DAY = "change_24h_percent"
    DAY_DOWN = "-change_24h_percent"
    WEEK = "change_7d_percent"
    WEEK_DOWN = "-change_7d_percent"
    VOLUME = "volume_24h"
    VOLUME_DOWN = "-volume_24h"
    SPREAD = "spread_bp"
    SPREAD_DOWN = "-spread_bp"
    COMPLETE = "complete_24h_percent"
    COMPLETE_DOWN = "-complete_24h_percent"


@dataclass(frozen=True, slots=True)
class CoinView:
    """A coin with all that is known of it at the time of the answer."""

    coin: Coin
    price: PriceV1
    spark: Spark | None
    complete_percent: Decimal | None
    open_gaps: int | None


_Key = Callable[[CoinView], Decimal | int | str | None]
_KEYS: Final[dict[str, _Key]] = {
    "market_cap_rank": lambda view: view.coin.market_cap_rank,
    "name": lambda view: view.coin.name.casefold(),
    "symbol": lambda view: view.coin.symbol.casefold(),
    "price": lambda view: view.price.price,
    "change_1h_percent": lambda view: view.price.change_1h_percent,
    "change_24h_percent": lambda view: view.price.change_24h_percent,
    "change_7d_percent": lambda view: view.price.change_7d_percent,
    "volume_24h": lambda view: view.price.volume_24h,
    "spread_bp": lambda view: view.price.spread_bp,
    "complete_24h_percent": lambda view: view.complete_percent,
}


def matching(coins: Iterable[Coin], query: str) -> list[Coin]:
    """Those whose symbol begins with, or whose name or id holds, `query`, in any case."""
    wanted = query.strip().casefold()
    return [
        coin
        for coin in coins
        if coin.symbol.casefold().startswith(wanted) or wanted in coin.name.casefold() or wanted in coin.coin_id
    ]


def ordered(views: Sequence[CoinView], sort: Sort) -> list[CoinView]:
    """`views` by `sort`; equals stay in the order given."""
    key = _KEYS[sort.removeprefix("-")]
    known = [view for view in views if key(view) is not None]
    unknown = [view for view in views if key(view) is None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + unknown  # type: ignore[arg-type]  # none is None


def after(views: Sequence[CoinView], coin_id: str) -> list[CoinView]:
    """What follows a coin in the order that holds now; everything if it is gone."""
    at = next((at for at, view in enumerate(views) if view.coin.coin_id == coin_id), -1)
    return list(views[at + 1 :])
