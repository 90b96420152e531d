"""Binance's keyless REST: listing, newest trade, trades by id, closed candles."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from shared.clock import now_us
from shared.events import TradeV1
from shared.events.values import Instrument, Interval, Mode, Side, Venue

from market_data.domain.candles import HistoryCandle
from market_data.venues.bounds import TimeWindow, checked_id, positive
from market_data.venues.pages import make_candles, make_page, row_id
from market_data.venues.rest import VenueClient, fetch_json
from market_data.venues.types import CandlePage, ListedInstrument, TradePage

PAGE: Final = 1_000


class _Filter(msgspec.Struct, gc=False, rename="camel"):
    tick_size: Decimal | None = None
    step_size: Decimal | None = None
    filter_type: str = ""


class _Symbol(msgspec.Struct, gc=False, rename="camel"):
    symbol: str
    base_asset: str
    quote_asset: str
    status: str = "TRADING"
    filters: list[_Filter] = []


class _ExchangeInfo(msgspec.Struct, gc=False):
    symbols: list[_Symbol]


class _AggTrade(msgspec.Struct, gc=False):
    a: int
    p: str
    q: str
    f: int
    l: int  # noqa: E741 - the wire's name
    T: int
    m: bool


class _Trade(msgspec.Struct, gc=False, rename="camel"):
    id: int
    price: str
    qty: str
    time: int
    is_buyer_maker: bool


_LISTING: Final = msgspec.json.Decoder(_ExchangeInfo)
_ROWS: Final = msgspec.json.Decoder(list[Any])


class BinanceRest:
    """Pages of at most 1 000 rows, from an id upwards."""

    def __init__(self, client: VenueClient) -> None:
        self._client = client
        self._window = TimeWindow(Mode.LIVE, backfilled=True)

    async def fetch_listed(self) -> list[ListedInstrument]:
        info, _ = await fetch_json(self._client, "api/v3/exchangeInfo", _LISTING)
        return [_listed(one) for one in info.symbols]

    async def fetch_newest_id(self, instrument: Instrument) -> int:
        params: dict[str, str | int] = {"symbol": instrument.native, "limit": 1}
        rows, _ = await fetch_json(self._client, "api/v3/aggTrades", _ROWS, params)
        return max(map(_agg_id, rows), default=0)

    async def fetch_trades(
        self, instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> TradePage:
        """One page from `after_id` on. Of single trades REST lists only the last 1 000."""
        del after_us  # Binance pages by id
        if not aggregated:
            return await self._fetch_single(instrument, after_id)
        params: dict[str, str | int] = {"symbol": instrument.native, "fromId": after_id, "limit": PAGE}
        rows, _ = await fetch_json(self._client, "api/v3/aggTrades", _ROWS, params)
        return make_page("binance", rows, after_id, _agg_id, lambda row: self._aggregated(instrument, row))

    async def _fetch_single(self, instrument: Instrument, after_id: int) -> TradePage:
        rows, _ = await fetch_json(self._client, "api/v3/trades", _ROWS, {"symbol": instrument.native, "limit": PAGE})
        return make_page("binance", rows, after_id, _single_id, lambda row: self._single(instrument, row))

    def _aggregated(self, instrument: Instrument, row: object) -> TradeV1:
        one = msgspec.convert(row, _AggTrade)
        return self._trade(instrument, f"a{checked_id(one.a)}", (one.f, one.l), one.p, one.q, one.T, one.m)

    def _single(self, instrument: Instrument, row: object) -> TradeV1:
        one = msgspec.convert(row, _Trade)
        ids = (one.id, one.id)
        return self._trade(instrument, str(one.id), ids, one.price, one.qty, one.time, one.is_buyer_maker)

    def _trade(
        self,
        instrument: Instrument,
        trade_id: str,
        ids: tuple[int, int],
        price: str,
        size: str,
        time_ms: int,
        is_buyer_maker: bool,
    ) -> TradeV1:
        now = now_us()
        return TradeV1(
            venue=Venue.BINANCE,
            instrument_id=instrument.instrument_id,
            coin_id=instrument.coin_id,
            trade_id=trade_id,
            first_id=checked_id(ids[0]),
            last_id=checked_id(ids[1]),
            price=positive(price),
            size=positive(size),
            side=Side.SELL if is_buyer_maker else Side.BUY,
            raw_side="true" if is_buyer_maker else "false",
            ts_event_us=self._window.check(time_ms * 1_000, now),
            ts_recv_us=now,
            backfilled=True,
        )

    async def fetch_candles(self, instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        """A page is 1 000 candles; its times are milliseconds, both included."""
        first = max(start_us, end_us - PAGE * interval.us)
        params: dict[str, str | int] = {
            "symbol": instrument.native,
            "interval": interval.value,
            "startTime": first // 1_000,
            "endTime": end_us // 1_000 - 1,
            "limit": PAGE,
        }
        rows, _ = await fetch_json(self._client, "api/v3/klines", _ROWS, params)
        return CandlePage(make_candles("binance", rows, interval, (first, end_us), _candle), first)


def _listed(one: _Symbol) -> ListedInstrument:
    """Of all states only TRADING trades: the others are breaks, halts, auctions, and before and after trading."""
    ticks = {found.filter_type: found.tick_size or found.step_size for found in one.filters}
    return ListedInstrument(
        one.symbol,
        one.base_asset,
        one.quote_asset,
        is_trading=one.status == "TRADING",
        tick=ticks.get("PRICE_FILTER"),
        lot=ticks.get("LOT_SIZE"),
    )


def _agg_id(row: object) -> int:
    return row_id(row, "a")


def _single_id(row: object) -> int:
    return row_id(row, "id")


def _candle(row: Sequence[Any]) -> HistoryCandle:
    return HistoryCandle(
        open_time_us=int(row[0] * 1_000),
        open=positive(row[1]),
        high=positive(row[2]),
        low=positive(row[3]),
        close=positive(row[4]),
        volume=msgspec.convert(row[5], type=Decimal),
        quote_volume=msgspec.convert(row[7], type=Decimal),
        trade_count=int(row[8]),
        taker_buy_volume=msgspec.convert(row[9], type=Decimal),
    )
