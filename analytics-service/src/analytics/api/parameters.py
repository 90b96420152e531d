"""What callers may say in a path or a query, checked before anything else happens."""

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import AwareDatetime
from shared.clock import to_us
from shared.errors import InvalidFieldError
from shared.events.values import Interval, Venue

from analytics.engine.indicator_page import Range

_NAME = r"^[^\x00-\x20\x7f/]{1,64}$"
_LATEST_US = 253_402_300_800_000_000  # the year 10000

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


async def parse_range(
    start: Annotated[AwareDatetime | None, Query(description="First open time, RFC 3339")] = None,
    end: Annotated[AwareDatetime | None, Query(description="Open times before this one, RFC 3339")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: Annotated[str | None, Query(max_length=64, description="`next` of the page before")] = None,
) -> Range:
    """`[start, end)`, newest first, going on where the cursor's page ended."""
    start_us = to_us(start) if start is not None else None
    end_us = to_us(end) if end is not None else None
    if start_us is not None and end_us is not None and start_us >= end_us:
        raise InvalidFieldError("end", "must be after start")
    if cursor is not None:
        before_us = parse_cursor(cursor)
        end_us = before_us if end_us is None else min(before_us, end_us)
    return Range(start_us, end_us, limit)


InRange = Annotated[Range, Depends(parse_range)]


def cursor_of(open_time_us: int) -> str:
    return base64.urlsafe_b64encode(str(open_time_us).encode()).decode().rstrip("=")


def parse_cursor(cursor: str) -> int:
    """The open time before which the next page begins.

    Raises:
        InvalidFieldError: it is not one of ours.
    """
    try:
        at = int(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        at = -1
    if not 0 <= at < _LATEST_US:
        raise InvalidFieldError("cursor", "is not the `next` of a page")
    return at
