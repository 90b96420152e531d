"""What callers may say in a path or a query, checked before anything else happens."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Path, Query
from pydantic import AwareDatetime
from shared.clock import to_us
from shared.errors import InvalidFieldError
from shared.events.values import Interval, Venue
from shared.http.cursors import CursorText, ListCursor

from analytics.engine.indicator_page import OpenTimeRange

_NAME = r"^[^\x00-\x20\x7f/]{1,64}$"

CoinId = Annotated[
    str, Path(pattern=_NAME, description="A coin_id (`bitcoin`) or a symbol in any case", examples=["bitcoin"])
]
InstrumentId = Annotated[
    str | None,
    Query(pattern=_NAME, description="One instrument instead of `venue`'s first one", examples=["BTC-USDT.BINANCE"]),
]
AtVenue = Annotated[Venue, Query(description="Whose candles: its first instrument of the coin")]
CandleInterval = Annotated[Interval, Query(description="Length of the candles")]
Period = Annotated[int, Query(ge=1, le=1_000, description="How many closes")]
Returns = Annotated[int, Query(ge=2, le=1_000, description="How many returns")]

CURSOR: Final = ListCursor("figures", datetime)


async def parse_range(
    start: Annotated[AwareDatetime | None, Query(description="First open time, RFC 3339")] = None,
    end: Annotated[AwareDatetime | None, Query(description="Open times before this one, RFC 3339")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: CursorText = None,
) -> OpenTimeRange:
    """`[start, end)`, newest first, going on where the cursor's page ended."""
    start_us = to_us(start) if start is not None else None
    end_us = to_us(end) if end is not None else None
    if start_us is not None and end_us is not None and start_us >= end_us:
        raise InvalidFieldError("end", "must be after start")
    last = CURSOR.read(cursor)
    if last is not None:
        before_us = to_us(last)
        end_us = before_us if end_us is None else min(before_us, end_us)
    return OpenTimeRange(start_us, end_us, limit)


InRange = Annotated[OpenTimeRange, Depends(parse_range)]
