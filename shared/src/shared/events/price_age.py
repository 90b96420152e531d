"""How a published price is aged when it is shown, over REST and in the stream alike. No I/O and no clock."""

from typing import Final

import msgspec

from shared.events.prices import PriceV1, VenueQuote

STALE_AFTER_US: Final = 15_000_000
_NO_DATA: Final = "no_data"
_VENUE_STALE: Final = "venue_stale"


def aged(price: PriceV1, now_us: int, stale_after_us: int = STALE_AFTER_US) -> PriceV1:
    """The price at `now_us`: `stale`, `reason` and each quote's `included` follow from the ages.

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
