"""The live composite price: which instruments count, with what weight, and why others do not. No I/O and no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Final

import msgspec
from shared.events import TickerV1, TradeV1, VenueQuote
from shared.events.prices import STALE_AFTER_US
from shared.events.values import Venue

from market_data.domain.precision import rounded, trimmed

NO_DATA: Final = "no_data"
VENUE_STALE: Final = "venue_stale"
NO_RATE: Final = "no_rate"
OUTLIER: Final = "outlier"
GEO_BLOCKED: Final = "geo_blocked"
NOT_LISTED: Final = "not_listed"

# From three prices on, one that is further off their median than this is taken for an error of its venue.
OUTLIER_SHARE: Final = Decimal("0.02")
_OUTLIERS_FROM: Final = 3
# A live record that is this much older than the newest price is not merely out of order: a replay began anew.
_REPLAY_RESTART_US: Final = 60_000_000
_BASIS_POINTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Observed:
    """What was received of one instrument so far.

    `priced_us` is the event time of `price`; `as_of_us` when the newest record of it was received (of a
    back-filled trade: its event time). `volume_usd` is the venue's own rolling 24 h figure in USD.
    """

    venue: Venue
    instrument_id: str
    price: Decimal | None = None
    priced_us: int = 0
    quote_usd: Decimal | None = None
    quote_usd_as_of_us: int | None = None
    bid_price: Decimal | None = None
    ask_price: Decimal | None = None
    volume_usd: Decimal | None = None
    as_of_us: int | None = None


@dataclass(frozen=True, slots=True)
class Composite:
    """The lines of all instruments and the price over those that count; None where none does."""

    price: Decimal | None
    as_of_us: int | None
    reason: str | None
    volume_usd: Decimal | None
    spread_bp: Decimal | None
    lines: tuple[VenueQuote, ...]


def after_trade(seen: Observed, trade: TradeV1) -> Observed:
    """`seen` with a trade that may be a repeat, late, or back-filled."""
    as_of_us = trade.ts_event_us if trade.backfilled else trade.ts_recv_us
    # An event time in the future must not hold the price until then.
    at_us = min(trade.ts_event_us, trade.ts_recv_us)
    now = _rated(seen, as_of_us, trade.quote_usd, trade.quote_usd_as_of_us)
    if at_us >= seen.priced_us or (not trade.backfilled and at_us < seen.priced_us - _REPLAY_RESTART_US):
        now = replace(now, price=trade.price, priced_us=at_us)
    return now


def after_ticker(seen: Observed, ticker: TickerV1) -> Observed:
    """`seen` with a ticker; what it does not say stays as it was."""
    at_us = seen.priced_us if ticker.ts_event_us is None else min(ticker.ts_event_us, ticker.ts_recv_us)
    now = _rated(seen, ticker.ts_recv_us, ticker.quote_usd, ticker.quote_usd_as_of_us)
    if ticker.last_price is not None and (at_us >= seen.priced_us or at_us < seen.priced_us - _REPLAY_RESTART_US):
        now = replace(now, price=ticker.last_price, priced_us=at_us)
    return replace(
        now,
        bid_price=now.bid_price if ticker.bid_price is None else ticker.bid_price,
        ask_price=now.ask_price if ticker.ask_price is None else ticker.ask_price,
        volume_usd=_volume_usd(now, ticker),
    )


def restored(line: VenueQuote) -> Observed:
    """What a published price still knows of an instrument: where a restarted process goes on from."""
    return Observed(
        venue=line.venue,
        instrument_id=line.instrument_id,
        price=line.price,
        quote_usd=line.quote_usd,
        quote_usd_as_of_us=line.quote_usd_as_of_us,
        bid_price=line.bid_price,
        ask_price=line.ask_price,
        volume_usd=line.volume_24h,
        as_of_us=line.as_of_us,
    )


def composite(instruments: Iterable[tuple[Observed, str | None]], now_us: int) -> Composite:
    """The price over `instruments`, each with the reason why its venue is left out (None: it is not)."""
    lines = [_line(seen, excluded, now_us) for seen, excluded in instruments]
    _leave_out_outliers(lines)
    counted = [line for line in lines if line.reason is None]
    weights = _weights([line.volume_24h for line in counted])
    share = {line.instrument_id: weight for line, weight in zip(counted, weights, strict=True)}
    shown = tuple(_shown(line, share.get(line.instrument_id)) for line in lines)
    usd = [line.price_usd for line in counted if line.price_usd is not None]
    volumes = [line.volume_24h for line in counted if line.volume_24h is not None]
    price = _mean(usd, weights)
    return Composite(
        price=price,
        as_of_us=max((line.as_of_us for line in counted if line.as_of_us is not None), default=None),
        reason=None if counted else _why_none(lines),
        volume_usd=sum(volumes, Decimal(0)) if counted and len(volumes) == len(counted) else None,
        spread_bp=_spread_bp(usd, price),
        lines=shown,
    )


def change_percent(price: Decimal | None, reference: Decimal | None) -> Decimal | None:
    """What `price` is above `reference`, in per cent; None if one is unknown."""
    if price is None or not reference:
        return None
    return rounded((price / reference - 1) * 100, 4)


def _rated(seen: Observed, as_of_us: int, quote_usd: Decimal | None, quote_usd_as_of_us: int | None) -> Observed:
    """`seen` with the rate of the newest record, or none if that has none: an older rate is never used again."""
    if seen.as_of_us is not None and as_of_us < seen.as_of_us:
        return seen
    return replace(seen, as_of_us=as_of_us, quote_usd=quote_usd, quote_usd_as_of_us=quote_usd_as_of_us)


def _volume_usd(seen: Observed, ticker: TickerV1) -> Decimal | None:
    if seen.quote_usd is None:
        return seen.volume_usd
    if ticker.quote_volume_24h is not None:
        return rounded(ticker.quote_volume_24h * seen.quote_usd, 2)
    if ticker.volume_24h is not None and seen.price is not None:
        return rounded(ticker.volume_24h * seen.price * seen.quote_usd, 2)
    return seen.volume_usd


def _line(seen: Observed, excluded: str | None, now_us: int) -> VenueQuote:
    price_usd = None if seen.price is None or seen.quote_usd is None else _in_usd(seen.price, seen.quote_usd)
    return VenueQuote(
        venue=seen.venue,
        instrument_id=seen.instrument_id,
        price=seen.price,
        price_usd=price_usd,
        quote_usd=seen.quote_usd,
        quote_usd_as_of_us=seen.quote_usd_as_of_us,
        bid_price=seen.bid_price,
        ask_price=seen.ask_price,
        volume_24h=seen.volume_usd,
        as_of_us=seen.as_of_us,
        reason=_why_not(seen, excluded, now_us),
    )


def _in_usd(price: Decimal, quote_usd: Decimal) -> Decimal:
    """Exact; a price in USD keeps the digits that its venue wrote."""
    return price if quote_usd == 1 else rounded(price * quote_usd, 24)


def _why_not(seen: Observed, excluded: str | None, now_us: int) -> str | None:
    if excluded in {NOT_LISTED, GEO_BLOCKED}:
        return excluded
    if seen.price is None or seen.as_of_us is None:
        return NO_DATA
    if excluded is not None or now_us - seen.as_of_us > STALE_AFTER_US:
        return VENUE_STALE
    return NO_RATE if seen.quote_usd is None else None


def _leave_out_outliers(lines: list[VenueQuote]) -> None:
    """Mark those far off the median, unless all are: then it is not known which are wrong."""
    usd = {at: line.price_usd for at, line in enumerate(lines) if line.reason is None and line.price_usd is not None}
    if len(usd) < _OUTLIERS_FROM:
        return
    middle = median(usd.values())
    far = [at for at, price in usd.items() if abs(price - middle) > OUTLIER_SHARE * middle]
    if len(far) < len(usd):
        for at in far:
            lines[at] = msgspec.structs.replace(lines[at], reason=OUTLIER)


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
    # Weights are rounded to 28 digits: the mean must not leave the span of its prices by the last of them.
    return trimmed(min(max(mean, min(usd)), max(usd)))


def _shown(line: VenueQuote, weight: Decimal | None) -> VenueQuote:
    if weight is None:
        return line
    return msgspec.structs.replace(line, included=True, weight=rounded(weight, 6))


def _spread_bp(usd: Sequence[Decimal], price: Decimal | None) -> Decimal | None:
    """Dearest less cheapest instrument, in basis points of the composite; None below two."""
    if len(usd) < 2 or not price:  # noqa: PLR2004 - a spread is between two
        return None
    return rounded((max(usd) - min(usd)) / price * _BASIS_POINTS, 2)


def _why_none(lines: Sequence[VenueQuote]) -> str:
    """Why there is no price: `no_rate` if nothing priced has a rate, else the first reason in `order` that occurs."""
    reasons = [line.reason for line in lines]
    priced = [line for line in lines if line.price is not None]
    if priced and all(line.quote_usd is None for line in priced):
        return NO_RATE
    order = (VENUE_STALE, NO_RATE, GEO_BLOCKED, NO_DATA, NOT_LISTED)
    return next((reason for reason in order if reason in reasons), NO_DATA)
