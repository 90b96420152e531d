"""Coinbase Exchange REST: products, trades paged downwards by id, candles newest first, ticker."""

from typing import cast

from aiohttp import web

from simulator.trades.candles import ListedCandle
from simulator.trades.exact_text import nanoseconds, rfc3339
from simulator.trades.trade import SentTrade, SimulatedInstrument
from simulator.venues.exchange import Exchange
from simulator.venues.rest import Handler, QueryError, RequestAllowance, encoded, integer, raw, rest_fault

_WIDTHS = (60, 300, 900, 3_600, 21_600, 86_400)
_MAX_CANDLES = 300
_MAX_TRADES = 1_000
_BURST = 15
_PER_SECOND = 10


class CoinbaseError(Exception):
    """An answer with a message."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text, self.status = text, status


class CoinbaseEndpoints:
    """Mounted below `/coinbase`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._allowance = RequestAllowance(_BURST, _PER_SECOND)

    def routes(self) -> list[web.RouteDef]:
        product = "/coinbase/products/{product}"
        return [
            web.get("/coinbase/time", self._guarded(self._time)),
            web.get("/coinbase/products", self._guarded(self._products)),
            web.get(product, self._guarded(self._read_product)),
            web.get(f"{product}/trades", self._guarded(self._trades, is_page=True)),
            web.get(f"{product}/candles", self._guarded(self._candles, is_page=True)),
            web.get(f"{product}/ticker", self._guarded(self._ticker)),
        ]

    def _guarded(self, handler: Handler, *, is_page: bool = False) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            if refused := rest_fault(self._exchange):
                return refused
            if is_page and self._exchange.connections.faults.strikes("empty_page"):
                return encoded([])
            if not self._allowance.take(1) and self._exchange.settings.limits:
                return encoded({"message": "Public rate limit exceeded"}, 429, {"Retry-After": "1"})
            try:
                return await handler(request)
            except CoinbaseError as error:
                return encoded({"message": error.text}, error.status)
            except QueryError as error:
                return encoded({"message": f"{error} is invalid"}, 400)

        return answer

    def _product(self, request: web.Request) -> SimulatedInstrument:
        found = self._exchange.find(request.match_info["product"].upper())
        if found is None:
            raise CoinbaseError("NotFound", 404)
        return found

    async def _time(self, _request: web.Request) -> web.Response:
        us = self._exchange.now_us()
        return encoded({"iso": rfc3339(us), "epoch": us / 1e6})

    async def _products(self, _request: web.Request) -> web.Response:
        return encoded([_listing(instrument, self._exchange) for instrument in self._exchange.instruments])

    async def _read_product(self, request: web.Request) -> web.Response:
        return encoded(_listing(self._product(request), self._exchange))

    async def _trades(self, request: web.Request) -> web.Response:
        """Newest first; `after` means ids below it."""
        series = self._product(request).series
        limit = min(_MAX_TRADES, cast("int", integer(request, "limit", _MAX_TRADES, 1)))
        after, before = integer(request, "after"), integer(request, "before")
        stop = len(series) if after is None else series.at_id(after)
        start = 0 if before is None else series.at_id(before + 1)
        rows = series.rows(max(start, stop - limit), stop)[::-1]
        headers = {"CB-BEFORE": str(rows[0].id), "CB-AFTER": str(rows[-1].id)} if rows else None
        return encoded([_row(row) for row in rows], headers=headers)

    async def _candles(self, request: web.Request) -> web.Response:
        instrument = self._product(request)
        width = cast("int", integer(request, "granularity", 60))
        if width not in _WIDTHS:
            raise CoinbaseError("Unsupported granularity")
        now = self._exchange.now_us() // 1_000_000
        start, end = _parse_time_s(request, "start"), _parse_time_s(request, "end")
        last = (now if end is None else min(now, end)) // width * width
        first = last - (_MAX_CANDLES - 1) * width if start is None else -(-start // width) * width
        count = (last - first) // width + 1
        if count > _MAX_CANDLES + 1:
            text = "granularity too small for the requested time range. Count of aggregations requested exceeds 300"
            raise CoinbaseError(text)
        if self._exchange.statistics is None:
            return encoded([])
        # Both ends are included, so that a span of 300 intervals has 301: the oldest one is left out.
        first += max(0, count - _MAX_CANDLES) * width
        candles = await self._exchange.statistics.list_candles(
            instrument, first, max(0, min(count, _MAX_CANDLES)), width
        )
        return raw(b"[%s]" % b",".join(_candle(candle) for candle in reversed(candles)))

    async def _ticker(self, request: web.Request) -> web.Response:
        instrument = self._product(request)
        if self._exchange.statistics is None:
            raise CoinbaseError("NotFound", 404)
        ticker = self._exchange.statistics.ticker(instrument)
        return encoded(
            {
                "ask": ticker.ask,
                "bid": ticker.bid,
                "volume": ticker.volume,
                "trade_id": ticker.last_id,
                "price": ticker.last,
                "size": ticker.last_size,
                "time": rfc3339(ticker.us),
            }
        )


def _parse_time_s(request: web.Request, name: str) -> int | None:
    """Seconds since 1970, given so or as RFC 3339."""
    text = request.query.get(name)
    if not text:
        return None
    if text.isascii() and text.isdecimal():
        return int(text)
    try:
        return nanoseconds(text) // 1_000_000_000
    except ValueError as error:
        raise QueryError(name) from error


def _row(row: SentTrade) -> dict[str, object]:
    return {
        "trade_id": row.id,
        "side": "buy" if row.side == "sell" else "sell",
        "size": row.size,
        "price": row.price,
        "time": rfc3339(row.ns // 1_000),
    }


def _candle(candle: ListedCandle) -> bytes:
    numbers = (candle.low, candle.high, candle.open, candle.close, candle.volume)
    return f"[{candle.start},{','.join(numbers)}]".encode()


def _listing(instrument: SimulatedInstrument, exchange: Exchange) -> dict[str, object]:
    """A delisted product stays in the list with that status."""
    is_listed, is_halted = exchange.is_listed(instrument), exchange.is_halted(instrument)
    return {
        "id": instrument.symbol,
        "base_currency": instrument.base,
        "quote_currency": instrument.quote,
        "quote_increment": f"{10.0**-instrument.price_places:.{instrument.price_places}f}",
        "base_increment": f"{10.0**-instrument.size_places:.{instrument.size_places}f}",
        "display_name": instrument.symbol,
        "min_market_funds": "1",
        "margin_enabled": False,
        "post_only": False,
        "limit_only": False,
        "cancel_only": is_halted,
        "status": "online" if is_listed else "delisted",
        "status_message": "",
        "trading_disabled": is_halted or not is_listed,
        "fx_stablecoin": False,
        "auction_mode": False,
    }
