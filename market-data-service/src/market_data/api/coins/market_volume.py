"""What the market's 24 h volume lacks and what of it is old, by exchange. No I/O and no clock."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.events import PriceV1, VenueQuote
from shared.events.prices import oldest_volume_us, volume_is_old
from shared.events.values import Venue


@dataclass(frozen=True, slots=True)
class VolumeParts:
    """`as_of_us`: when the oldest part was heard, of the old ones if there are any.

    `missing` are venues none of whose parts is known, `stale` those all of whose known parts are old.
    `missing_markets` and `stale_markets` count the instruments at the other venues that are unknown or old.
    """

    as_of_us: int | None
    stale: tuple[Venue, ...]
    stale_markets: int
    missing: tuple[Venue, ...]
    missing_markets: int


def volume_parts(prices: Iterable[PriceV1]) -> VolumeParts:
    quotes = [quote for price in prices for quote in price.venues if quote.reason != "not_listed"]
    known = [quote for quote in quotes if quote.volume_24h is not None]
    unknown = [quote for quote in quotes if quote.volume_24h is None]
    old = [quote for quote in known if volume_is_old(quote)]
    stale = _venues(known) - _venues(quote for quote in known if not volume_is_old(quote))
    missing = _venues(quotes) - _venues(known)
    return VolumeParts(
        as_of_us=oldest_volume_us(known),
        stale=tuple(sorted(stale)),
        stale_markets=sum(quote.venue not in stale for quote in old),
        missing=tuple(sorted(missing)),
        missing_markets=sum(quote.venue not in missing for quote in unknown),
    )


def _venues(quotes: Iterable[VenueQuote]) -> set[Venue]:
    return {quote.venue for quote in quotes}
