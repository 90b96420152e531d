"""What callers may say in a path or a query, checked before anything else happens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Path, Query
from shared.clock import to_us
from shared.events.values import Interval, Venue
from shared.http.cursors import CursorText, ListCursor
from shared.http.parameters import Span, TimeSpan

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


def is_followed(span: TimeSpan, now_us: int) -> bool:
    """Whether newer values will belong to it."""
    return span.end is None or to_us(span.end) > now_us


@dataclass(frozen=True, slots=True)
class PageRange:
    """The span, size and cursor of a request for a page."""

    span: TimeSpan
    limit: int
    cursor: str | None

    def is_followed(self, now_us: int) -> bool:
        """Whether newer values will belong to it. A past range ends where the caller said: it is never stale."""
        return self.cursor is None and is_followed(self.span, now_us)

    def open_times(self, *of: object) -> OpenTimeRange:
        """The open times of the page. `of` tells the list from others, as in `ListCursor`.

        Raises:
            InvalidFieldError: the cursor is none of this list.
        """
        start, end, last = self.span.start, self.span.end, CURSOR.read(self.cursor, *of)
        if last is not None:
            end = last if end is None else min(last, end)
        return OpenTimeRange(None if start is None else to_us(start), None if end is None else to_us(end), self.limit)


async def _page_range(
    span: Span, limit: Annotated[int, Query(ge=1, le=1_000)] = 200, cursor: CursorText = None
) -> PageRange:
    return PageRange(span, limit, cursor)


InRange = Annotated[PageRange, Depends(_page_range)]
