"""The live composite price: which instruments count, with what weight, and why others do not. No I/O and no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

import msgspec
from shared.events import PriceReason, VenueQuote

from market_data.domain.observed import Observed, live_price
from market_data.domain.precision import places_of, rounded

QUIET_TOO_LONG_US: Final = 900_000_000
"""An instrument without a trade or quote for so long counts only when no other does."""
# From three prices on, one that is further off their median than this is taken for an error of its venue.
OUTLIER_SHARE: Final = Decimal("0.02")
_OUTLIERS_FROM: Final = 3
_WHY_NONE: Final = (
    PriceReason.VENUE_STALE,
    PriceReason.NO_RATE,
    PriceReason.GEO_BLOCKED,
    PriceReason.HALTED,
    PriceReason.REFUSED,
    PriceReason.NO_DATA,
    PriceReason.NOT_LISTED,
)
_VOLUME_FOR_US: Final = 86_400_000_000
_BASIS_POINTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Composite:
    """The lines of all instruments and the price over those that count; None where none does.

    `reason` is why there is no price, or what is doubtful about the one there is.
    """

    price: Decimal | None
    as_of_us: int | None
    reason: PriceReason | None
    volume_usd: Decimal | None
    spread_bp: Decimal | None
    lines: tuple[VenueQuote, ...]


def composite(instruments: Iterable[tuple[Observed, PriceReason | None]], now_us: int) -> Composite:
    """The price over `instruments`, each with the reason why nothing vouches for it (None: its connection does)."""
    lines = [_line(seen, unvouched, now_us) for seen, unvouched in instruments]
    _leave_out_long_quiet(lines, now_us)
    doubt = _leave_out_what_is_far_off(lines)
    counted = [line for line in lines if _counts(line)]
    weights = _weights([line.volume_24h for line in counted])
    share = {line.instrument_id: weight for line, weight in zip(counted, weights, strict=True)}
    usd = [_figure(line.price_usd, line.quote_usd) for line in counted if line.price_usd is not None]
    price = _mean(usd, weights)
    volumes = [line.volume_24h for line in lines if line.volume_24h is not None]
    return Composite(
        price=price,
        as_of_us=max((line.as_of_us for line in counted if line.as_of_us is not None), default=None),
        reason=doubt or _doubtful_rate(counted) if counted else _why_none(lines),
        volume_usd=sum(volumes, Decimal(0)) if volumes else None,
        spread_bp=_spread_bp(usd, price),
        lines=tuple(_shown(line, share.get(line.instrument_id)) for line in lines),
    )


def price_over(usd: Mapping[int, Decimal], lines: Sequence[VenueQuote]) -> Decimal:
    """The price that `composite` would make of other prices: `usd`, not empty, by place in `lines`."""
    far, _ = _far_off(usd, lines)
    counted = [at for at in usd if at not in far]
    figures = [_figure(usd[at], lines[at].quote_usd) for at in counted]
    price = _mean(figures, _weights([lines[at].volume_24h for at in counted]))
    assert price is not None  # noqa: S101 - one counts always
    return price


def change_percent(price: Decimal | None, reference: Decimal | None) -> Decimal | None:
    """What `price` is above `reference`, in per cent; None if one is unknown."""
    if price is None or not reference:
        return None
    return rounded((price / reference - 1) * 100, 4)


def _line(seen: Observed, unvouched: PriceReason | None, now_us: int) -> VenueQuote:
    price = live_price(seen)
    price_usd = None if price is None or seen.quote_usd is None else in_usd(price, seen.quote_usd)
    has_volume = seen.volume_as_of_us is not None and now_us - seen.volume_as_of_us <= _VOLUME_FOR_US
    return VenueQuote(
        venue=seen.venue,
        instrument_id=seen.instrument_id,
        price=price,
        price_usd=price_usd,
        quote_usd=seen.quote_usd,
        quote_usd_as_of_us=seen.quote_usd_as_of_us,
        bid_price=seen.bid_price,
        ask_price=seen.ask_price,
        volume_24h=seen.volume_usd if has_volume else None,
        as_of_us=seen.as_of_us,
        reason=_why_not(seen, unvouched),
        volume_as_of_us=seen.volume_as_of_us if has_volume else None,
        traded_price=seen.price,
        traded_us=seen.priced_us,
        traded_recv_us=seen.priced_recv_us,
        quoted_us=seen.quoted_us,
    )


def in_usd(price: Decimal, quote_usd: Decimal) -> Decimal:
    """Exact; a price in USD keeps the digits that its venue wrote."""
    return price if quote_usd == 1 else rounded(price * quote_usd, 24)


def _figure(price_usd: Decimal, quote_usd: Decimal | None) -> Decimal:
    """A price as it is shown: a converted one has as many decimals as the coin's other figures."""
    return price_usd if quote_usd == 1 else rounded(price_usd, places_of(price_usd))


def _why_not(seen: Observed, unvouched: PriceReason | None) -> PriceReason | None:
    if unvouched is not None and unvouched is not PriceReason.VENUE_STALE:
        return unvouched
    if seen.price is None or seen.as_of_us is None:
        return PriceReason.NO_DATA
    if unvouched is not None:
        return unvouched
    if seen.quote_usd is None:
        return PriceReason.NO_RATE
    return PriceReason.RATES_DISAGREE if seen.rates_disagree else None


def _counts(line: VenueQuote) -> bool:
    """A doubtful rate is said, and counts."""
    return line.reason in (None, PriceReason.RATES_DISAGREE)


def _leave_out_long_quiet(lines: list[VenueQuote], now_us: int) -> None:
    long_ago = now_us - QUIET_TOO_LONG_US
    counted = [at for at, line in enumerate(lines) if _counts(line)]
    quiet = [at for at in counted if (lines[at].as_of_us or 0) < long_ago]
    if len(quiet) < len(counted):
        _give_reason(lines, quiet, PriceReason.QUIET)


def _leave_out_what_is_far_off(lines: list[VenueQuote]) -> PriceReason | None:
    """Mark the outliers; where it cannot be told which they are, the one with most volume counts, and that is said."""
    usd = {at: line.price_usd for at, line in enumerate(lines) if _counts(line) and line.price_usd is not None}
    if not usd:
        return None
    far, reason = _far_off(usd, lines)
    _give_reason(lines, far, reason)
    return PriceReason.VENUES_DISAGREE if far and reason is PriceReason.VENUES_DISAGREE else None


def _far_off(usd: Mapping[int, Decimal], lines: Sequence[VenueQuote]) -> tuple[list[int], PriceReason]:
    """The places of the prices that do not count beside the others, and why."""
    if len(usd) >= _OUTLIERS_FROM:
        far = _far_from(usd, median(usd.values()))
        if len(far) < len(usd):
            return far, PriceReason.OUTLIER
    most = max(usd, key=lambda at: (lines[at].volume_24h or Decimal(0), lines[at].as_of_us or 0, -at))
    return _far_from(usd, usd[most]), PriceReason.VENUES_DISAGREE


def _far_from(usd: Mapping[int, Decimal], middle: Decimal) -> list[int]:
    return [at for at, price in usd.items() if abs(price - middle) > OUTLIER_SHARE * middle]


def _give_reason(lines: list[VenueQuote], places: Iterable[int], reason: PriceReason) -> None:
    for at in places:
        lines[at] = msgspec.structs.replace(lines[at], reason=reason)


def _doubtful_rate(counted: Sequence[VenueQuote]) -> PriceReason | None:
    return PriceReason.RATES_DISAGREE if any(line.reason is PriceReason.RATES_DISAGREE for line in counted) else None


def _weights(volumes: Sequence[Decimal | None]) -> list[Decimal]:
    known = [volume for volume in volumes if volume is not None]
    total = sum(known, Decimal(0))
    if len(known) < len(volumes) or not total:
        return [Decimal(1) / max(len(volumes), 1)] * len(volumes)
    return [volume / total for volume in known]


def _mean(usd: Sequence[Decimal], weights: Sequence[Decimal]) -> Decimal | None:
    if len(usd) <= 1:
        return usd[0] if usd else None
    mean = sum((price * weight for price, weight in zip(usd, weights, strict=True)), Decimal(0))
    # Rounding must not move the mean out of the span of its prices.
    return min(max(rounded(mean, places_of(mean)), min(usd)), max(usd))


def _shown(line: VenueQuote, weight: Decimal | None) -> VenueQuote:
    if weight is None:
        return line
    return msgspec.structs.replace(line, included=True, weight=rounded(weight, 6))


def _spread_bp(usd: Sequence[Decimal], price: Decimal | None) -> Decimal | None:
    """Dearest less cheapest instrument, in basis points of the composite; None below two."""
    if len(usd) < 2 or not price:  # noqa: PLR2004 - a spread is between two
        return None
    return rounded((max(usd) - min(usd)) / price * _BASIS_POINTS, 2)


def _why_none(lines: Sequence[VenueQuote]) -> PriceReason:
    """Why there is no price: `no_rate` if nothing priced has a rate, else the first of `_WHY_NONE` that occurs."""
    reasons = [line.reason for line in lines]
    priced = [line for line in lines if line.price is not None]
    if priced and all(line.quote_usd is None for line in priced):
        return PriceReason.NO_RATE
    return next((reason for reason in _WHY_NONE if reason in reasons), PriceReason.NO_DATA)
