"""A coin's live composite price with each instrument's quote in it (a whole state), and how it ages. No clock."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from shared.clock import is_recent
from shared.events.values import Venue

STALE_AFTER_US: Final = 15_000_000


class PriceReason(StrEnum):
    """Why a price is unknown, old or doubtful, or why an instrument does not count in the composite."""

    NO_DATA = "no_data"
    VENUE_STALE = "venue_stale"
    NO_RATE = "no_rate"
    """The USD rate of its quote asset is not known."""
    OUTLIER = "outlier"
    """One of three or more, and more than 2 % off their median."""
    GEO_BLOCKED = "geo_blocked"
    NOT_LISTED = "not_listed"
    HALTED = "halted"
    REFUSED = "refused"
    QUIET = "quiet"
    """Without a trade or quote for 15 minutes, while others have some."""
    VENUES_DISAGREE = "venues_disagree"
    """Two are more than 2 % apart: the one with more volume counts."""
    RATES_DISAGREE = "rates_disagree"
    """Two venues' rates of its quote asset differ by more than 1 %."""


UNVOUCHED: Final = frozenset(
    {
        PriceReason.VENUE_STALE,
        PriceReason.GEO_BLOCKED,
        PriceReason.NOT_LISTED,
        PriceReason.HALTED,
        PriceReason.REFUSED,
    }
)
"""Reasons of an instrument for which no connection vouches: its silence may hide trades."""


class VenueQuote(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One instrument's part in the composite.

    `reason` says why it is not included, or what is doubtful about it if it is (`rates_disagree`). `price` is the last
    trade's, moved to the nearer of bid and ask where a newer quote leaves it outside. `as_of_us` is when the newest
    live trade or quote was received. `quiet`: none came for 15 s, on a connection that delivers frames.
    """

    venue: Venue
    instrument_id: str
    price: Decimal | None = None
    price_usd: Decimal | None = None
    quote_usd: Decimal | None = None
    quote_usd_as_of_us: int | None = None
    bid_price: Decimal | None = None
    ask_price: Decimal | None = None
    volume_24h: Decimal | None = None
    """USD over the venue's rolling 24 hours, as it said last."""
    weight: Decimal | None = None
    as_of_us: int | None = None
    included: bool = False
    reason: PriceReason | None = None
    quiet: bool = False
    volume_as_of_us: int | None = None
    traded_price: Decimal | None = None
    """The last trade's own price; `traded_us` is its event time, `traded_recv_us` when it was received."""
    traded_us: int = 0
    traded_recv_us: int = 0
    quoted_us: int = 0
    """When bid and ask were received."""


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
    """USD over the rolling 24 hours, all instruments whose volume is known; see `volume_stale`, `volume_missing`."""
    spread_bp: Decimal | None = None
    as_of_us: int | None = None
    source: str = "composite"
    stale: bool = False
    reason: PriceReason | None = None
    venues: tuple[VenueQuote, ...] = ()
    quiet: bool = False
    low: Decimal | None = None
    """The lowest price since the state before, this one included; None where no instrument counts."""
    high: Decimal | None = None

    @property
    def volume_as_of_us(self) -> int | None:
        """When the oldest part of the volume was heard, of `volume_stale` if that names any; None if none is known."""
        return oldest_volume_us(self.venues)

    @property
    def volume_stale(self) -> tuple[Venue, ...]:
        """Venues whose part of the volume is the last one known, because they are silent now."""
        return _venues(quote for quote in self.venues if volume_is_old(quote))

    @property
    def volume_missing(self) -> tuple[Venue, ...]:
        """Venues that trade the coin and whose part is not in the volume, because it is not known."""
        return _venues(
            quote for quote in self.venues if quote.volume_24h is None and quote.reason is not PriceReason.NOT_LISTED
        )


def volume_is_old(quote: VenueQuote) -> bool:
    """Whether the instrument's volume is the last one known: no connection vouches for it now."""
    return quote.volume_24h is not None and quote.reason in UNVOUCHED


def oldest_volume_us(quotes: Iterable[VenueQuote]) -> int | None:
    """When the oldest old part of a volume was heard; if none is old, when the oldest was; None if none is known."""
    known = [quote for quote in quotes if quote.volume_24h is not None]
    old = [quote for quote in known if volume_is_old(quote)]
    return min((quote.volume_as_of_us for quote in old or known if quote.volume_as_of_us is not None), default=None)


def _venues(quotes: Iterable[VenueQuote]) -> tuple[Venue, ...]:
    return tuple(sorted({quote.venue for quote in quotes}))


def aged(price: PriceV1, now_us: int, stale_after_us: int = STALE_AFTER_US) -> PriceV1:
    """The price as it is to be shown at `now_us`: `stale`, `quiet`, `reason` and `included` depend on the ages.

    Whoever makes a price vouches for what is included in it, and makes it anew every two seconds. If that ends,
    silence is `quiet` no longer: what is too old is left out as `venue_stale`. A reason that the price was published
    with stays. Without one: `no_data` where there never was a price, else `venue_stale` when it is stale.
    """
    is_vouched = is_recent(price.made_us, now_us, stale_after_us)
    quotes = tuple(_aged_quote(quote, now_us, stale_after_us, is_vouched=is_vouched) for quote in price.venues)
    none_left = price.price is not None and bool(quotes) and not any(quote.included for quote in quotes)
    is_old = _is_old(price.as_of_us, now_us, stale_after_us)
    stale = price.stale or none_left or price.as_of_us is None or (is_old and not is_vouched)
    reason = price.reason
    if reason is None and stale:
        reason = PriceReason.NO_DATA if price.as_of_us is None and price.price is None else PriceReason.VENUE_STALE
    quiet = is_old and not stale and price.price is not None
    return msgspec.structs.replace(price, venues=quotes, stale=stale, quiet=quiet, reason=reason)


def _aged_quote(quote: VenueQuote, now_us: int, stale_after_us: int, *, is_vouched: bool) -> VenueQuote:
    is_old = _is_old(quote.as_of_us, now_us, stale_after_us)
    if quote.included and is_old and (not is_vouched or quote.as_of_us is None):
        return msgspec.structs.replace(quote, included=False, weight=None, quiet=False, reason=PriceReason.VENUE_STALE)
    quiet = is_old and is_vouched and quote.as_of_us is not None and quote.reason not in UNVOUCHED
    return quote if quiet == quote.quiet else msgspec.structs.replace(quote, quiet=quiet)


def _is_old(as_of_us: int | None, now_us: int, stale_after_us: int) -> bool:
    return as_of_us is None or not is_recent(as_of_us, now_us, stale_after_us)
