"""One side of a trade between two venues: an instrument's newest quote in USD, and whether it may be relied on.

No I/O and no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple

from shared.clock import is_recent
from shared.events import PriceReason, QuoteReason, QuoteV1, RateV1
from shared.events.values import Venue

from market_data.domain.composite_price import OUTLIER_SHARE, in_usd
from market_data.domain.observed import RATE_HOLDS_US, quote_of


class SpreadReason(StrEnum):
    """Why the net spread of two venues is not known."""

    NO_DATA = "no_data"
    """No quote has come."""
    QUOTE_OLD = "quote_old"
    """A quote is older than the age limit."""
    VENUE_STALE = "venue_stale"
    GEO_BLOCKED = "geo_blocked"
    NOT_LISTED = "not_listed"
    HALTED = "halted"
    REFUSED = "refused"
    ONE_SIDED = "one_sided"
    """The book has no bid or no ask."""
    CROSSED = "crossed"
    """The bid is above the ask."""
    NO_RATE = "no_rate"
    """The USD rate of its quote asset is not known."""
    RATES_DISAGREE = "rates_disagree"
    """Two venues' rates of its quote asset differ by more than 1 %."""
    RATE_MOVED = "rate_moved"
    """The rate moved by more than 0.1 % since the quote came: it may not stand any more."""
    OUTLIER = "outlier"
    """One of three or more books, and its mid is more than 2 % off their median."""
    VENUES_DISAGREE = "venues_disagree"
    """The only two books are more than 2 % apart: which one is wrong cannot be told."""


class UsdRate(NamedTuple):
    """USD per unit of a quote asset. `as_of_us`: its newest book was received then; `held_us`: it was found to hold."""

    quote_usd: Decimal
    as_of_us: int
    held_us: int
    disagrees: bool = False


@dataclass(frozen=True, slots=True)
class Leg:
    """An instrument's quote in USD. `reason`: why no trade may be counted on at it; None if one may.

    Prices in USD are None where the book or the rate does not give them; `reason` can be set although they are known.
    """

    instrument_id: str
    venue: Venue
    quote: QuoteV1 | None = None
    rate: UsdRate | None = None
    bid_usd: Decimal | None = None
    ask_usd: Decimal | None = None
    reason: SpreadReason | None = SpreadReason.NO_DATA

    @property
    def mid_usd(self) -> Decimal | None:
        if self.bid_usd is None or self.ask_usd is None:
            return None
        return (self.bid_usd + self.ask_usd) / 2


RATE_MOVED_SHARE: Final = Decimal("0.001")
_USD_RATE: Final = Decimal(1)
_OUTLIERS_FROM: Final = 3
_PAIR: Final = 2


def leg_of(
    instrument_id: str,
    venue: Venue,
    quote: QuoteV1 | None,
    *,
    rate: UsdRate | None,
    unvouched: PriceReason | None,
    now_us: int,
    longest_age_us: int,
) -> Leg:
    """The leg at `now_us`; `unvouched` says why nothing vouches for the instrument (None: its connection does)."""
    if quote is None:
        return Leg(instrument_id, venue, reason=SpreadReason(unvouched) if unvouched else SpreadReason.NO_DATA)
    if rate is not None and now_us - rate.held_us > RATE_HOLDS_US:
        rate = None
    reason = SpreadReason(unvouched) if unvouched else _reason(quote, rate, now_us, longest_age_us)
    if rate is None:
        return Leg(instrument_id, venue, quote, None, None, None, reason)
    bid, ask = quote.bid_price, quote.ask_price
    bid_usd = None if bid is None else in_usd(bid, rate.quote_usd)
    ask_usd = None if ask is None else in_usd(ask, rate.quote_usd)
    return Leg(instrument_id, venue, quote, rate, bid_usd, ask_usd, reason)


def _reason(quote: QuoteV1, rate: UsdRate | None, now_us: int, longest_age_us: int) -> SpreadReason | None:
    if not is_recent(quote.ts_recv_us, now_us, longest_age_us):
        return SpreadReason.QUOTE_OLD
    if quote.reason in (QuoteReason.ONE_SIDED, QuoteReason.CROSSED):
        return SpreadReason(quote.reason)
    if rate is None:
        return SpreadReason.NO_RATE
    if rate.disagrees:
        return SpreadReason.RATES_DISAGREE
    return SpreadReason.RATE_MOVED if _has_moved(quote.quote_usd, rate.quote_usd) else None


def _has_moved(before: Decimal | None, now: Decimal) -> bool:
    """A quote is held against the rate of its own moment, too: an old price at a new rate is no opportunity."""
    return before is not None and abs(now - before) > RATE_MOVED_SHARE * before


def without_outliers(legs: Sequence[Leg]) -> list[Leg]:
    """`legs` with a reason for each whose mid is too far from the others': it is taken for an error, not for a gift.

    The limit is that of the composite price. Of two that are too far apart neither may be relied on.
    """
    mids = {at: leg.mid_usd for at, leg in enumerate(legs) if leg.reason is None and leg.mid_usd is not None}
    known = {at: mid for at, mid in mids.items() if mid is not None}
    if len(known) < _PAIR:
        return list(legs)
    if len(known) < _OUTLIERS_FROM:
        low, high = sorted(known.values())
        far, reason = (set(known) if high - low > OUTLIER_SHARE * low else set()), SpreadReason.VENUES_DISAGREE
    else:
        middle = median(known.values())
        far = {at for at, mid in known.items() if abs(mid - middle) > OUTLIER_SHARE * middle}
        reason = SpreadReason.OUTLIER
    return [replace(leg, reason=reason) if at in far else leg for at, leg in enumerate(legs)]


def newest_rates(quotes: Iterable[QuoteV1], published: Mapping[str, RateV1], now_us: int) -> dict[str, UsdRate]:
    """The newest known rate of each quote asset: of those stamped into `quotes` and those published.

    A quote without a stamp, received later than any rate that is known, says that there is none any more.
    """
    found: dict[str, UsdRate | None] = {
        quote: UsdRate(rate.quote_usd, rate.as_of_us, rate.holds_us, rate.reason is PriceReason.RATES_DISAGREE)
        for quote, rate in published.items()
    }
    for one in quotes:
        asset = quote_of(one.instrument_id)
        known = found.get(asset)
        if known is None or one.ts_recv_us > known.held_us:
            stamped = stamped_rate(one)
            if stamped is not None or known is None or one.ts_recv_us > known.held_us + _STAMP_GRACE_US:
                found[asset] = stamped
    found["USD"] = UsdRate(_USD_RATE, now_us, now_us)
    return {asset: rate for asset, rate in found.items() if rate is not None}


_STAMP_GRACE_US: Final = 5_000_000
"""An ingester that has just started has no rate for a moment, while another one's still holds."""


def stamped_rate(quote: QuoteV1) -> UsdRate | None:
    """The rate that the ingester wrote into the quote."""
    if quote.quote_usd is None:
        return None
    as_of_us = quote.ts_recv_us if quote.quote_usd_as_of_us is None else quote.quote_usd_as_of_us
    disagrees = quote.rate_reason is PriceReason.RATES_DISAGREE
    return UsdRate(quote.quote_usd, as_of_us, quote.ts_recv_us, disagrees)
