"""Trades and tickers of all venues in one form, and the USD rates that are written into both."""

from decimal import Decimal

import msgspec

from shared.events.prices import PriceReason
from shared.events.values import Side, Venue


class TradeV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One match at a venue (of a Binance aggTrade: the matches `first_id` to `last_id` at one price).

    `trade_id` is the venue's number, `a` + number for an aggTrade. `side` is the taker's, `raw_side` what the
    venue wrote. `quote_usd` is USD per unit of the quote asset when the trade happened, None if it was unknown.
    The topic may hold a trade twice.
    """

    venue: Venue
    instrument_id: str
    coin_id: str
    trade_id: str
    first_id: int
    last_id: int
    price: Decimal
    size: Decimal
    side: Side
    raw_side: str
    ts_event_us: int
    ts_recv_us: int
    quote_usd: Decimal | None = None
    quote_usd_as_of_us: int | None = None
    backfilled: bool = False

    @property
    def number(self) -> int:
        """The number in the id (12345 of `a12345`); it orders the trades of one instrument."""
        return int(self.trade_id.lstrip("a"))


class TickerV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An instrument's top of book and rolling 24 h summary, as far as the venue gives them."""

    venue: Venue
    instrument_id: str
    coin_id: str
    ts_recv_us: int
    ts_event_us: int | None = None
    last_price: Decimal | None = None
    bid_price: Decimal | None = None
    ask_price: Decimal | None = None
    open_24h: Decimal | None = None
    high_24h: Decimal | None = None
    low_24h: Decimal | None = None
    volume_24h: Decimal | None = None
    """In units of the base asset."""
    quote_volume_24h: Decimal | None = None
    quote_usd: Decimal | None = None
    quote_usd_as_of_us: int | None = None
    bid_size: Decimal | None = None
    """In units of the base asset, as `ask_size` is; None where the venue does not say it."""
    ask_size: Decimal | None = None


class RateV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """USD per unit of a quote asset: the median over venues of the direct quote-USD mid.

    `as_of_us` is when the newest book in it was received, `made_us` when the rate was found to hold (0: at `as_of_us`).
    `reason` is `rates_disagree` where two venues differ by more than 1 %: it is then that of the narrower book.
    """

    quote: str
    quote_usd: Decimal
    as_of_us: int
    made_us: int = 0
    reason: PriceReason | None = None

    @property
    def holds_us(self) -> int:
        """The time for which the rate is known to hold."""
        return self.made_us or self.as_of_us
