"""Coinbase Exchange's REST: products, newest trade, trades by id (paged downwards), closed candles."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from shared.clock import from_us, now_us
from shared.events import TradeV1
from shared.events.values import Instrument, Interval, Mode, Venue

from market_data.domain.candles import HistoryCandle
from market_data.venues.bounds import TimeWindow, checked_id, parse_time_us, positive, positive_exact
from market_data.venues.coinbase import TAKER_SIDES
from market_data.venues.pages import make_candles, make_page, row_id
from market_data.venues.rest import VenueClient, fetch_json
from market_data.venues.types import CandlePage, ListedInstrument, TradePage, VenueAwayError

PAGE: Final = 1_000
_MOST_PAGES: Final = 1_000
_CANDLES_PER_PAGE: Final = 300
_ASKED_AT_MOST: Final = 3
"""How often a page of candles is asked for while it comes empty: about every fifth of them is, without reason."""


class _Product(msgspec.Struct, gc=False):
    id: str
    base_currency: str
    quote_currency: str
    status: str = "online"
    trading_disabled: bool = False
    cancel_only: bool = False
    quote_increment: Decimal | None = None
    base_increment: Decimal | None = None


class _Trade(msgspec.Struct, gc=False):
    trade_id: int
    side: str
    size: str
    price: str
    time: str


_PRODUCTS: Final = msgspec.json.Decoder(list[_Product])
_TRADES: Final = msgspec.json.Decoder(list[Any])
_ROWS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_CANDLE: Final = msgspec.json.Decoder(list[Decimal])


class CoinbaseRest:
    """`after` on the wire means older: a range is read from its newest trade down and returned oldest first."""

    def __init__(self, client: VenueClient) -> None:
        self._client = client
        self._window = TimeWindow(Mode.LIVE, backfilled=True)

    async def fetch_listed(self) -> list[ListedInstrument]:
        products, _ = await fetch_json(self._client, "products", _PRODUCTS)
        return [_listed(one) for one in products if one.status != "delisted"]

    async def fetch_newest_id(self, instrument: Instrument) -> int:
        rows, _ = await fetch_json(self._client, f"products/{instrument.native}/trades", _TRADES, {"limit": 1})
        return max(map(_id, rows), default=0)

    async def fetch_trades(
        self, instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> TradePage:
        """One page: the trade `after_id` and the 999 right above it.

        A page ends below its `after`, so the page that starts at `after_id` is the one below `after_id` + 1 000,
        unless ids are missing there or the venue has none that new: then pages are read from the newest down.
        """
        del after_us, aggregated  # Coinbase pages by id and has one series of ids
        path = f"products/{instrument.native}/trades"
        rows, _ = await fetch_json(self._client, path, _TRADES, {"limit": PAGE, "after": after_id + PAGE})
        if max(map(_id, rows), default=0) <= after_id:
            rows = await self._page_down(path, after_id)
        return make_page("coinbase", rows, after_id, _id, lambda row: self._trade(instrument, row))

    async def _page_down(self, path: str, after_id: int) -> list[Any]:
        """From the newest trade down to `after_id`: for a stretch of missing ids that is longer than a page."""
        found: list[Any] = []
        cursor: dict[str, str | int] = {"limit": PAGE}
        for _ in range(_MOST_PAGES):
            rows, headers = await fetch_json(self._client, path, _TRADES, cursor)
            found += [row for row in rows if _id(row) >= after_id]
            oldest = min(filter(None, map(_id, rows)), default=0)
            if len(rows) < PAGE or oldest <= after_id:
                return found
            cursor["after"] = headers.get("CB-AFTER") or oldest
        raise VenueAwayError(f"{path}: more than {_MOST_PAGES} pages above {after_id}")

    def _trade(self, instrument: Instrument, listed: object) -> TradeV1:
        row, now = msgspec.convert(listed, _Trade), now_us()
        number = checked_id(row.trade_id)
        return TradeV1(
            venue=Venue.COINBASE,
            instrument_id=instrument.instrument_id,
            coin_id=instrument.coin_id,
            trade_id=str(number),
            first_id=number,
            last_id=number,
            price=positive(row.price),
            size=positive(row.size),
            side=TAKER_SIDES[row.side],
            raw_side=row.side,
            ts_event_us=self._window.check(parse_time_us(row.time), now),
            ts_recv_us=now,
            backfilled=True,
        )

    async def fetch_candles(self, instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        """A page is 300 candles; there is none for an interval without a trade. An empty page is asked for again."""
        path = f"products/{instrument.native}/candles"
        first = max(start_us, end_us - _CANDLES_PER_PAGE * interval.us)
        rows: list[msgspec.Raw] = []
        for _ in range(_ASKED_AT_MOST):
            rows = rows or await self._candle_page(path, interval, first, end_us - interval.us)
        candles = make_candles("coinbase", rows, interval, (first, end_us), _candle)
        return CandlePage(sorted(candles, key=lambda candle: candle.open_time_us), first)

    async def _candle_page(self, path: str, interval: Interval, first_us: int, last_us: int) -> list[msgspec.Raw]:
        params: dict[str, str | int] = {
            "granularity": interval.us // 1_000_000,
            "start": _iso(from_us(first_us)),
            "end": _iso(from_us(last_us)),
        }
        rows, _ = await fetch_json(self._client, path, _ROWS, params)
        return rows


def _listed(one: _Product) -> ListedInstrument:
    """`post_only`, `limit_only` and `auction_mode` may trade."""
    return ListedInstrument(
        one.id,
        one.base_currency,
        one.quote_currency,
        is_trading=one.status == "online" and not one.trading_disabled and not one.cancel_only,
        tick=one.quote_increment,
        lot=one.base_increment,
    )


def _id(row: object) -> int:
    return row_id(row, "trade_id")


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _candle(row: msgspec.Raw) -> HistoryCandle:
    time, low, high, opened, close, volume = _CANDLE.decode(row)[:6]
    return HistoryCandle(
        open_time_us=int(time * 1_000_000),
        open=positive_exact(opened),
        high=positive_exact(high),
        low=positive_exact(low),
        close=positive_exact(close),
        volume=volume,
    )
