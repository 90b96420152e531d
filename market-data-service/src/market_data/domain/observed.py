"""What was received of one instrument so far, and what a further trade or ticker makes of it. No I/O and no clock."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from shared.events import PriceReason, QuoteV1, RateV1, TickerV1, TradeV1, VenueQuote
from shared.events.prices import STALE_AFTER_US
from shared.events.values import Venue, split_instrument_id

from market_data.domain.precision import rounded

# In a replay, a live record that is this much older than the newest price is not merely out of order: it began anew.
_REPLAY_RESTART_US: Final = 60_000_000
RATE_HOLDS_US: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Observed:
    """`priced_us` is the event time of `price`, the last trade's; `priced_recv_us` when it was received.

    `as_of_us` is when the newest live trade or quote was received: a trade that is back-filled is no news, and only
    where nothing live is known yet its event time stands there. `quoted_us` is when bid and ask were received.
    `volume_usd` is the venue's own rolling 24 h figure in USD. `rates_disagree`: two venues' rates of its quote do.
    """

    venue: Venue
    instrument_id: str
    price: Decimal | None = None
    priced_us: int = 0
    priced_recv_us: int = 0
    quote_usd: Decimal | None = None
    quote_usd_as_of_us: int | None = None
    rates_disagree: bool = False
    bid_price: Decimal | None = None
    ask_price: Decimal | None = None
    quoted_us: int = 0
    volume_usd: Decimal | None = None
    volume_as_of_us: int | None = None
    as_of_us: int | None = None


def after_trade(seen: Observed, trade: TradeV1, *, may_begin_anew: bool = False) -> Observed:
    """`seen` with a trade that may be a repeat, late, or back-filled; one older than the price is history.

    `may_begin_anew`: this is a replay, whose capture may be played again.
    """
    # An event time in the future must not hold the price until then.
    at_us = min(trade.ts_event_us, trade.ts_recv_us)
    if trade.backfilled:
        now, received_us, becomes_price = _after_backfill(seen, trade), trade.ts_event_us, at_us >= seen.priced_us
    else:
        received_us = trade.ts_recv_us
        becomes_price = at_us >= seen.priced_us or _begins_anew(seen, at_us, may_begin_anew)
        # What comes a little late tells that the connection is fresh; what is older than that tells nothing of now.
        now = _after_news(seen, trade) if becomes_price or at_us >= seen.priced_us - STALE_AFTER_US else seen
    return replace(now, price=trade.price, priced_us=at_us, priced_recv_us=received_us) if becomes_price else now


def after_ticker(seen: Observed, ticker: TickerV1, *, may_begin_anew: bool = False) -> Observed:
    """`seen` with a ticker; what it does not say stays as it was.

    Without a time of its own, its last price counts only where no trade is known: it may be older than that.
    """
    now = _after_news(seen, ticker)
    at_us = min(ticker.ts_event_us or 0, ticker.ts_recv_us)
    if ticker.last_price is not None and (
        at_us >= seen.priced_us or (ticker.ts_event_us is not None and _begins_anew(seen, at_us, may_begin_anew))
    ):
        now = replace(now, price=ticker.last_price, priced_us=at_us, priced_recv_us=at_us)
    names_book = ticker.bid_price is not None or ticker.ask_price is not None
    if names_book and ticker.ts_recv_us >= seen.quoted_us:
        # A side that is missing is empty, not unchanged.
        now = replace(now, bid_price=ticker.bid_price, ask_price=ticker.ask_price, quoted_us=ticker.ts_recv_us)
    volume_usd = _volume_usd(now, ticker)
    return now if volume_usd is None else replace(now, volume_usd=volume_usd, volume_as_of_us=ticker.ts_recv_us)


def after_quote(seen: Observed, quote: QuoteV1) -> Observed:
    """`seen` with a quote; one that was received before the newest one changes nothing."""
    if quote.ts_recv_us < seen.quoted_us:
        return seen
    now = _after_news(seen, quote)
    return replace(now, bid_price=quote.bid_price, ask_price=quote.ask_price, quoted_us=quote.ts_recv_us)


def live_price(seen: Observed) -> Decimal | None:
    """The last trade's price; where a newer quote leaves it outside, the nearer of bid and ask."""
    price, bid, ask = seen.price, seen.bid_price, seen.ask_price
    if price is None or bid is None or ask is None or bid > ask or seen.quoted_us <= seen.priced_recv_us:
        return price
    return min(max(price, bid), ask)


def at_rate(seen: Observed, rate: RateV1 | None, now_us: int) -> Observed:
    """`seen` with the rate of its quote that holds now: the one in its newest record, or a later one, never an old one.

    `rate` is the newest published one of the instrument's quote asset.
    """
    if seen.as_of_us is None or quote_of(seen.instrument_id) == "USD":
        return seen
    if rate is not None and now_us - rate.holds_us > RATE_HOLDS_US:
        rate = None
    disagree = rate is not None and rate.reason is PriceReason.RATES_DISAGREE
    if rate is not None and rate.holds_us > seen.as_of_us:
        return replace(seen, quote_usd=rate.quote_usd, quote_usd_as_of_us=rate.as_of_us, rates_disagree=disagree)
    if now_us - seen.as_of_us > RATE_HOLDS_US:
        return replace(seen, quote_usd=None, quote_usd_as_of_us=None)
    return replace(seen, rates_disagree=True) if disagree else seen


@lru_cache(maxsize=4_096)
def quote_of(instrument_id: str) -> str:
    """`USDT` of `BTC-USDT.BINANCE`."""
    return split_instrument_id(instrument_id)[1]


def restored(line: VenueQuote) -> Observed:
    """What a published price still knows of an instrument: where a restarted process goes on from."""
    return Observed(
        venue=line.venue,
        instrument_id=line.instrument_id,
        price=line.price if line.traded_price is None else line.traded_price,
        priced_us=line.traded_us,
        priced_recv_us=line.traded_recv_us,
        quote_usd=line.quote_usd,
        quote_usd_as_of_us=line.quote_usd_as_of_us,
        bid_price=line.bid_price,
        ask_price=line.ask_price,
        quoted_us=line.quoted_us,
        volume_usd=line.volume_24h,
        volume_as_of_us=line.volume_as_of_us,
        as_of_us=line.as_of_us,
    )


def _begins_anew(seen: Observed, at_us: int, may_begin_anew: bool) -> bool:
    return may_begin_anew and at_us < seen.priced_us - _REPLAY_RESTART_US


def _after_news(seen: Observed, event: TradeV1 | TickerV1 | QuoteV1) -> Observed:
    """`seen` as of a live record, with its rate, or none if it has none: an older rate is never used again."""
    if seen.as_of_us is not None and event.ts_recv_us < seen.as_of_us:
        return seen
    return replace(
        seen,
        as_of_us=event.ts_recv_us,
        quote_usd=event.quote_usd,
        quote_usd_as_of_us=event.quote_usd_as_of_us,
    )


def _after_backfill(seen: Observed, trade: TradeV1) -> Observed:
    if seen.as_of_us is not None:
        return seen
    return replace(
        seen,
        as_of_us=trade.ts_event_us,
        quote_usd=trade.quote_usd,
        quote_usd_as_of_us=trade.quote_usd_as_of_us,
    )


def _volume_usd(seen: Observed, ticker: TickerV1) -> Decimal | None:
    """None: the ticker does not say it, or there is no rate."""
    if seen.quote_usd is None:
        return None
    if ticker.quote_volume_24h is not None:
        return rounded(ticker.quote_volume_24h * seen.quote_usd, 2)
    if ticker.volume_24h is not None and seen.price is not None:
        return rounded(ticker.volume_24h * seen.price * seen.quote_usd, 2)
    return None
