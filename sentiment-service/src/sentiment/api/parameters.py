"""What callers may say in a path or a query, checked before anything else happens."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Path, Query
from shared.clock import now
from shared.errors import InvalidFieldError
from shared.http.parameters import TimeSpan

from sentiment.injection import Deps
from sentiment.texts.coin_tags import CoinName

_NAME: Final = r"^[^\x00-\x20\x7f/]{1,64}$"
_WINDOW: Final = re.compile(r"([1-9]\d{0,2})([hd])")
_LONGEST: Final = timedelta(days=30)
_MOST_COINS: Final = 20

CoinId = Annotated[
    str, Path(pattern=_NAME, description="A coin_id (`bitcoin`) or a symbol in any case", examples=["bitcoin"])
]
_OF_COIN: Final = "Only what speaks of this coin: a coin_id or a symbol in any case"


async def _of_coin(
    deps: Deps, coin: Annotated[str | None, Query(pattern=_NAME, description=_OF_COIN)] = None
) -> CoinName | None:
    return None if coin is None else deps.coin(coin)


async def _coins(
    deps: Deps,
    coins: Annotated[
        str, Query(min_length=1, max_length=1_300, description="Up to 20, with commas", examples=["bitcoin,ethereum"])
    ],
) -> Sequence[CoinName]:
    names = [name.strip() for name in coins.split(",") if name.strip()]
    if not 0 < len(names) <= _MOST_COINS:
        raise InvalidFieldError("coins", f"names {len(names)} coins: 1 to {_MOST_COINS} can be compared")
    return list(dict.fromkeys(deps.coin(name) for name in names))


async def _window(
    window: Annotated[
        str, Query(description="How far back stories count: `1h` to `30d`", examples=["24h", "7d"])
    ] = "24h",
) -> timedelta:
    match = _WINDOW.fullmatch(window)
    length = timedelta(**{"hours" if match[2] == "h" else "days": int(match[1])}) if match else None
    if length is None or length > _LONGEST:
        raise InvalidFieldError("window", "must be hours or days such as 24h or 7d, at most 30d")
    return length


OfCoin = Annotated[CoinName | None, Depends(_of_coin)]
Coins = Annotated[Sequence[CoinName], Depends(_coins)]
Window = Annotated[timedelta, Depends(_window)]


def bounded(span: TimeSpan, usual: timedelta, longest: timedelta) -> tuple[datetime, datetime]:
    """[start, end): without an end up to now, without a start as long as is usual.

    Raises:
        InvalidFieldError: longer than can be answered at once.
    """
    end = span.end or now()
    start = span.start if span.start is not None else end - usual
    if end - start > longest:
        raise InvalidFieldError("start", f"is more than {longest.days} days before the end: choose a later one")
    return start, end
