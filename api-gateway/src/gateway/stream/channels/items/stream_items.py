"""Events as the items of the REST answers: RFC 3339 times, decimal text, ages computed now. No I/O and no clock."""

from datetime import datetime
from decimal import Decimal

import msgspec
from shared.clock import from_us
from shared.events import CandleV1, IndicatorV1, PriceReason, PriceV1, TradeV1, VenueQuote, encode
from shared.events.prices import aged
from shared.events.values import CandleStatus, Interval, Side, Venue


class StreamItem(msgspec.Struct, frozen=True):
    def encode(self) -> bytes:
        return encode(self)


class TradeItem(StreamItem, frozen=True):
    instrument_id: str
    venue: Venue
    trade_id: str
    price: Decimal
    size: Decimal
    side: Side
    timestamp: datetime
    received_at: datetime
    backfilled: bool
    quote_usd: Decimal | None


class CandleItem(StreamItem, frozen=True):
    instrument_id: str
    interval: Interval
    open_time: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    quote_volume: Decimal
    usd_volume: Decimal | None
    trade_count: int
    status: CandleStatus
    is_closed: bool
    revision: int
    source: str
    as_of: datetime | None
    taker_buy_volume: Decimal | None


class IndicatorItem(StreamItem, frozen=True):
    instrument_id: str
    coin_id: str
    name: str
    params: str
    interval: Interval
    open_time: datetime
    value: Decimal | None
    n: int
    warm: bool
    status: CandleStatus
    revision: int
    as_of: datetime | None
    outputs: dict[str, Decimal | None] | None
    reason: str | None


class QuoteItem(StreamItem, frozen=True):
    venue: Venue
    instrument_id: str
    price: Decimal | None
    price_usd: Decimal | None
    quote_usd: Decimal | None
    quote_usd_as_of: datetime | None
    bid_price: Decimal | None
    ask_price: Decimal | None
    volume_24h: Decimal | None
    volume_as_of: datetime | None
    weight: Decimal | None
    as_of: datetime | None
    age_ms: int | None
    included: bool
    quiet: bool
    reason: PriceReason | None


class PriceItem(StreamItem, frozen=True):
    coin_id: str
    price: Decimal | None
    currency: str
    change_1h_percent: Decimal | None
    change_24h_percent: Decimal | None
    change_7d_percent: Decimal | None
    low_24h: Decimal | None
    high_24h: Decimal | None
    volume_24h: Decimal | None
    volume_as_of: datetime | None
    volume_stale: tuple[Venue, ...]
    volume_missing: tuple[Venue, ...]
    spread_bp: Decimal | None
    as_of: datetime | None
    source: str
    stale: bool
    quiet: bool
    reason: PriceReason | None
    venues: list[QuoteItem]


def trade_item(trade: TradeV1) -> TradeItem:
    return TradeItem(
        trade.instrument_id,
        trade.venue,
        trade.trade_id,
        trade.price,
        trade.size,
        trade.side,
        from_us(trade.ts_event_us),
        from_us(trade.ts_recv_us),
        trade.backfilled,
        trade.quote_usd,
    )


def candle_item(candle: CandleV1) -> CandleItem:
    return CandleItem(
        candle.instrument_id,
        candle.interval,
        from_us(candle.open_time_us),
        candle.open,
        candle.high,
        candle.low,
        candle.close,
        candle.volume,
        candle.quote_volume,
        candle.usd_volume,
        candle.trade_count,
        candle.status,
        candle.is_closed,
        candle.revision,
        candle.source,
        optional_time(candle.as_of_us),
        candle.taker_buy_volume,
    )


def indicator_item(indicator: IndicatorV1) -> IndicatorItem:
    return IndicatorItem(
        indicator.instrument_id,
        indicator.coin_id,
        indicator.name,
        indicator.params,
        indicator.interval,
        from_us(indicator.open_time_us),
        indicator.value,
        indicator.n,
        indicator.warm,
        indicator.status,
        indicator.revision,
        optional_time(indicator.as_of_us),
        indicator.outputs,
        indicator.reason,
    )


def price_item(price: PriceV1, now_us: int, stale_after_us: int) -> PriceItem:
    """The price as it stands now: what has grown old since it was made says so, as in the REST answer."""
    price = aged(price, now_us, stale_after_us)
    return PriceItem(
        price.coin_id,
        price.price,
        price.currency,
        price.change_1h_percent,
        price.change_24h_percent,
        price.change_7d_percent,
        price.low_24h,
        price.high_24h,
        price.volume_24h,
        optional_time(price.volume_as_of_us),
        price.volume_stale,
        price.volume_missing,
        price.spread_bp,
        optional_time(price.as_of_us),
        price.source,
        price.stale,
        price.quiet,
        price.reason,
        [_quote_item(quote, now_us) for quote in price.venues],
    )


def _quote_item(quote: VenueQuote, now_us: int) -> QuoteItem:
    return QuoteItem(
        quote.venue,
        quote.instrument_id,
        quote.price,
        quote.price_usd,
        quote.quote_usd,
        optional_time(quote.quote_usd_as_of_us),
        quote.bid_price,
        quote.ask_price,
        quote.volume_24h,
        optional_time(quote.volume_as_of_us),
        quote.weight,
        optional_time(quote.as_of_us),
        None if quote.as_of_us is None else max(now_us - quote.as_of_us, 0) // 1_000,
        quote.included,
        quote.quiet,
        quote.reason,
    )


def optional_time(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)


Times = tuple[datetime | None, datetime | None]
"""`ts_event` and `ts_recv` of a message."""


def trade_times(item: TradeItem) -> Times:
    return item.timestamp, item.received_at


def as_of_times(item: CandleItem | IndicatorItem) -> Times:
    return None, item.as_of
