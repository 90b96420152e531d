"""The newest quotes of a coin's instruments as one state; ages are computed when it is sent. No I/O and no clock."""

from datetime import datetime
from decimal import Decimal

import msgspec
from shared.clock import from_us
from shared.events import QuoteReason, QuoteV1, decoder
from shared.events.values import Venue
from shared.kafka.topics import QUOTES

from gateway.errors import count_unparsed
from gateway.stream.channels.items.stream_items import StreamItem, optional_time


class BookItem(StreamItem, frozen=True):
    """Best bid and ask in the quote asset, sizes in units of the coin; a side that is null is empty."""

    venue: Venue
    instrument_id: str
    bid_price: Decimal | None
    bid_size: Decimal | None
    ask_price: Decimal | None
    ask_size: Decimal | None
    quote_usd: Decimal | None
    """USD for one unit of the quote asset when the quote was received."""
    quote_usd_as_of: datetime | None
    event_at: datetime | None
    """The venue's own time; null where it gives none."""
    as_of: datetime
    """When it was received."""
    age_ms: int
    reason: QuoteReason | None
    """What it is not good for."""


class BooksItem(StreamItem, frozen=True):
    coin_id: str
    as_of: datetime | None
    """When the newest of them was received."""
    source: str
    stale: bool
    """None has come for 15 s."""
    items: list[BookItem]


class QuoteHead(msgspec.Struct, gc=False):
    """What is read of every quote; the rest only of those that are sent to somebody."""

    coin_id: str
    instrument_id: str
    ts_recv_us: int


def books_item(coin_id: str, raws: list[bytes], now_us: int, *, stale: bool) -> BooksItem:
    """The state made of the newest record of each instrument; one that does not parse is left out and counted."""
    quotes = sorted(filter(None, map(_decoded, raws)), key=lambda quote: quote.instrument_id)
    newest = max((quote.ts_recv_us for quote in quotes), default=None)
    return BooksItem(
        coin_id, optional_time(newest), "quotes", stale or newest is None, [_item(quote, now_us) for quote in quotes]
    )


def _decoded(raw: bytes) -> QuoteV1 | None:
    try:
        quote: QuoteV1 = decoder(QuoteV1).decode(raw)
    except msgspec.DecodeError as error:
        count_unparsed(QUOTES.name, error)
        return None
    return quote


def _item(quote: QuoteV1, now_us: int) -> BookItem:
    return BookItem(
        quote.venue,
        quote.instrument_id,
        quote.bid_price,
        quote.bid_size,
        quote.ask_price,
        quote.ask_size,
        quote.quote_usd,
        optional_time(quote.quote_usd_as_of_us),
        optional_time(quote.ts_event_us),
        from_us(quote.ts_recv_us),
        max(now_us - quote.ts_recv_us, 0) // 1_000,
        quote.reason,
    )
