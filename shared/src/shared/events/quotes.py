"""The best bid and ask of an instrument with their sizes: whole states, of which only the newest counts."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from shared.events.prices import PriceReason
from shared.events.values import Venue


class QuoteReason(StrEnum):
    """What a quote is not good for: its price in USD, or any trade at it."""

    ONE_SIDED = "one_sided"
    """The book has no bid or no ask."""
    CROSSED = "crossed"
    """The bid is above the ask."""
    NO_RATE = "no_rate"
    """The USD rate of its quote asset is not known."""
    RATES_DISAGREE = "rates_disagree"
    """Two venues' rates of its quote asset differ by more than 1 %."""


class QuoteV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An instrument's top of book as it stood when received. Prices are in the quote asset, sizes in the base asset.

    A side without a price is empty. A size is None where the venue does not say it. `ts_event_us` is the venue's own
    time, which Binance does not give. `quote_usd` is USD per unit of the quote asset at receipt, None if it was not
    known; `rate_reason` is what was doubtful about it (`rates_disagree`). A bid above the ask is passed on as it came:
    whoever uses a quote decides what it is good for.
    """

    venue: Venue
    instrument_id: str
    coin_id: str
    ts_recv_us: int
    ts_event_us: int | None = None
    bid_price: Decimal | None = None
    bid_size: Decimal | None = None
    ask_price: Decimal | None = None
    ask_size: Decimal | None = None
    quote_usd: Decimal | None = None
    quote_usd_as_of_us: int | None = None
    rate_reason: PriceReason | None = None

    @property
    def reason(self) -> QuoteReason | None:
        """What is wrong with it, by itself: its age is for those who use it."""
        if self.bid_price is None or self.ask_price is None:
            return QuoteReason.ONE_SIDED
        if self.bid_price > self.ask_price:
            return QuoteReason.CROSSED
        if self.quote_usd is None:
            return QuoteReason.NO_RATE
        return QuoteReason.RATES_DISAGREE if self.rate_reason is PriceReason.RATES_DISAGREE else None
