"""A coin's live composite price with every instrument's quote in it. A whole state, compacted by coin."""

from decimal import Decimal

import msgspec

from shared.events.values import Venue


class VenueQuote(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one instrument contributes to the composite, and why not if it does not."""

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
