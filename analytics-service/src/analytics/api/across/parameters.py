"""What callers may say about many coins, checked before anything else happens."""

import re
from typing import Annotated, Final

from fastapi import Depends, Query
from shared.errors import InvalidFieldError

MOST_COINS: Final = 100
_NAME: Final = re.compile(r"[^\x00-\x20\x7f/]{1,64}")
_LONGEST: Final = MOST_COINS * 65


async def _coins(
    coins: Annotated[
        str | None,
        Query(
            max_length=_LONGEST,
            description=f"Up to {MOST_COINS} coins, comma separated, as coin_ids or symbols; without it the first 20",
            examples=["bitcoin,ethereum,SOL"],
        ),
    ] = None,
) -> list[str] | None:
    if coins is None:
        return None
    names = [name.strip() for name in coins.split(",")]
    if len(names) > MOST_COINS:
        raise InvalidFieldError("coins", f"names {len(names)} coins, at most {MOST_COINS}")
    if bad := [name for name in names if not _NAME.fullmatch(name)]:
        raise InvalidFieldError("coins", f"{bad[0][:64]!r} is no coin: name them as in bitcoin,ethereum")
    return names


Coins = Annotated[list[str] | None, Depends(_coins)]
"""None: not named."""
MatrixPeriod = Annotated[int, Query(ge=2, le=1_440, description="How many common returns of each pair")]
PairPeriod = Annotated[int, Query(ge=2, le=1_440, description="How many common returns each value is made of")]
