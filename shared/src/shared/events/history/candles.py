"""The whole state of a candle: open, revised or closed. Reading one twice changes nothing."""

from decimal import Decimal

import msgspec

from shared.events.values import CandleStatus, Interval, Venue


class CandleV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Of one (instrument_id, interval, open_time_us) the highest `revision` is the newest state.

    `usd_volume` is None as soon as one of its trades had no USD rate. `source`: `trades`, or `venue` where the
    venue's own candle was imported. `as_of_us`: when its newest input was received. `taker_buy_volume` is the part of
    `volume` that takers bought, None where the venue's own candle does not say it.
    """

    instrument_id: str
    interval: Interval
    open_time_us: int
    coin_id: str
    venue: Venue
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    quote_volume: Decimal
    usd_volume: Decimal | None
    trade_count: int
    status: CandleStatus
    source: str
    is_closed: bool
    revision: int
    as_of_us: int | None = None
    taker_buy_volume: Decimal | None = None
