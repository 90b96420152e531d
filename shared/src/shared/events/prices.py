"""A coin's live composite price with each instrument's quote in it (a whole state), and how it ages. No clock."""

from decimal import Decimal
from typing import Final

import msgspec

from shared.events.values import Venue

STALE_AFTER_US: Final = 15_000_000
_NO_DATA: Final = "no_data"
_VENUE_STALE: Final = "venue_stale"


class VenueQuote(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One instrument's part in the composite; `reason` says why it is not included."""

    venue: Venue
    instrument_id: str
    price: Decimal | None = None
    price_usd: Decimal | None = None
    quote_usd: Decimal | None = None
    quote_usd_as_of_us: int | None = None
    bid_price: Decimal | None = None
    ask_price: Decimal | None = None
    volume_24h: Decimal | None = None
    weight: Decimal | None = None
    as_of_us: int | None = None
    included: bool = False
    reason: str | None = None


class PriceV1(msgspec.Struct, frozen=True, kw_only=True):
    """`as_of_us`: when the newest included input was received; `made_us`: when this state was made."""

    coin_id: str
    made_us: int
    price: Decimal | None = None
    currency: str = "USD"
    change_1h_percent: Decimal | None = None
    change_24h_percent: Decimal | None = None
    change_7d_percent: Decimal | None = None
    low_24h: Decimal | None = None
    high_24h: Decimal | None = None
    volume_24h: Decimal | None = None
    """USD over the rolling 24 hours, all included instruments."""
    spread_bp: Decimal | None = None
    as_of_us: int | None = None
    source: str = "composite"
    stale: bool = False
    reason: str | None = None
    venues: tuple[VenueQuote, ...] = ()


def aged(price: PriceV1, now_us: int, stale_after_us: int = STALE_AFTER_US) -> PriceV1:
    """The price as it is to be shown at `now_us`: `stale`, `reason` and each quote's `included` depend on the ages.

    A reason that the price was published with stays. Without one: `no_data` where there never was a price, else
    `venue_stale` when the price or all its quotes are too old.
    """
    quotes = tuple(_aged_quote(quote, now_us, stale_after_us) for quote in price.venues)
    none_left = price.price is not None and bool(quotes) and not any(quote.included for quote in quotes)
    stale = price.stale or none_left or _is_old(price.as_of_us, now_us, stale_after_us)
    reason = price.reason
    if reason is None and stale:
        reason = _NO_DATA if price.as_of_us is None and price.price is None else _VENUE_STALE
    return msgspec.structs.replace(price, venues=quotes, stale=stale, reason=reason)


def _aged_quote(quote: VenueQuote, now_us: int, stale_after_us: int) -> VenueQuote:
    if quote.included and _is_old(quote.as_of_us, now_us, stale_after_us):
        return msgspec.structs.replace(quote, included=False, weight=None, reason=_VENUE_STALE)
    return quote


def _is_old(as_of_us: int | None, now_us: int, stale_after_us: int) -> bool:
    return as_of_us is None or now_us - as_of_us > stale_after_us
