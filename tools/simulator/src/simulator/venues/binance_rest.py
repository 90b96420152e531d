"""Binance spot REST, market data only: exchangeInfo, aggTrades by id, trades, klines, tickers, time."""

from typing import cast

from aiohttp import web

from simulator.trades.candles import ListedCandle
from simulator.trades.trade import SentTrade, Series, SimulatedInstrument
from simulator.venues.binance import day_ticker
from simulator.venues.exchange import Exchange
from simulator.venues.rest import Handler, QueryError, RequestAllowance, encoded, integer, rest_fault

_LONG_NAMES = {
    "p": "priceChange",
    "P": "priceChangePercent",
    "w": "weightedAvgPrice",
    "x": "prevClosePrice",
    "c": "lastPrice",
    "Q": "lastQty",
    "b": "bidPrice",
    "B": "bidQty",
    "a": "askPrice",
    "A": "askQty",
    "o": "openPrice",
    "h": "highPrice",
    "l": "lowPrice",
    "v": "volume",
    "q": "quoteVolume",
    "O": "openTime",
    "C": "closeTime",
    "F": "firstId",
    "L": "lastId",
    "n": "count",
}
_SECONDS = {"1s": 1, "1m": 60, "3m": 180, "5m": 300, "15m": 900, "30m": 1_800, "1h": 3_600, "2h": 7_200, "4h": 14_400}
_SECONDS |= {"6h": 21_600, "8h": 28_800, "12h": 43_200, "1d": 86_400, "3d": 259_200}
_MAX_ROWS = 1_000
_DEFAULT_ROWS = 500
_MINUTE_WEIGHT = 6_000
_PAGES = ("klines", "uiKlines", "aggTrades", "trades")


class BinanceError(Exception):
    """An answer with the venue's own code."""

    def __init__(self, code: int, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status


class BinanceEndpoints:
    """Mounted below `/binance`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._allowance = RequestAllowance(_MINUTE_WEIGHT, _MINUTE_WEIGHT / 60)

    def routes(self) -> list[web.RouteDef]:
        found = {
            "ping": (self._ping, 1),
            "time": (self._time, 1),
            "exchangeInfo": (self._exchange_info, 20),
            "klines": (self._klines, 2),
            "uiKlines": (self._klines, 2),
            "aggTrades": (self._agg_trades, 4),
            "trades": (self._trades, 25),
            "ticker/24hr": (self._day, 2),
        }
        return [
            web.get(f"/binance/api/v3/{path}", self._guarded(handler, weight, is_page=path in _PAGES))
            for path, (handler, weight) in found.items()
        ]

    def _guarded(self, handler: Handler, weight: int, *, is_page: bool) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            if refused := rest_fault(self._exchange):
                return refused
            if is_page and self._exchange.connections.faults.strikes("empty_page"):
                return encoded([])
            if not self._allowance.take(weight) and self._exchange.settings.limits:
                text = "Too many requests; current limit is 6000 request weight per 1 MINUTE."
                return encoded({"code": -1003, "msg": text}, 429, {"Retry-After": "5"})
            try:
                response = await handler(request)
            except BinanceError as error:
                return encoded({"code": error.code, "msg": error.text}, error.status)
            except QueryError as error:
                return encoded({"code": -1100, "msg": f"Illegal characters found in parameter '{error}'."}, 400)
            response.headers["X-MBX-USED-WEIGHT-1M"] = str(self._allowance.used)
            return response

        return answer

    def _symbol(self, request: web.Request) -> SimulatedInstrument:
        symbol = request.query.get("symbol")
        if not symbol:
            raise BinanceError(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
        found = self._exchange.find(symbol)
        if found is None:
            raise BinanceError(-1121, "Invalid symbol.")
        return found

    async def _ping(self, _request: web.Request) -> web.Response:
        return encoded({})

    async def _time(self, _request: web.Request) -> web.Response:
        return encoded({"serverTime": self._exchange.now_us() // 1_000})

    async def _exchange_info(self, request: web.Request) -> web.Response:
        chosen = [self._symbol(request)] if "symbol" in request.query else self._exchange.listed()
        limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": _MINUTE_WEIGHT}
        return encoded(
            {
                "timezone": "UTC",
                "serverTime": self._exchange.now_us() // 1_000,
                "rateLimits": [limit],
                "exchangeFilters": [],
                "symbols": [_listing(instrument, self._exchange) for instrument in chosen],
            }
        )

    async def _klines(self, request: web.Request) -> web.Response:
        instrument = self._symbol(request)
        width = _SECONDS.get(request.query.get("interval", ""))
        if width is None:
            raise BinanceError(-1120, "Invalid interval.")
        limit = cast("int", integer(request, "limit", _DEFAULT_ROWS, 1))
        start, end = integer(request, "startTime"), integer(request, "endTime")
        if self._exchange.statistics is None:
            return encoded([])
        count = min(limit, _MAX_ROWS)
        last = self._exchange.now_us() // 1_000
        last = (last if end is None else min(last, end)) // 1_000 // width * width
        first = last - (count - 1) * width if start is None else -(-start // (1_000 * width)) * width
        count = min(count, (last - first) // width + 1)
        return encoded(
            [
                _kline(candle, width)
                for candle in await self._exchange.statistics.list_candles(instrument, first, max(0, count), width)
            ]
        )

    async def _agg_trades(self, request: web.Request) -> web.Response:
        series = self._symbol(request).series
        return encoded([_agg_row(row) for row in _page(request, series)])

    async def _trades(self, request: web.Request) -> web.Response:
        instrument = self._symbol(request)
        limit = min(_MAX_ROWS, cast("int", integer(request, "limit", _DEFAULT_ROWS, 1)))
        singles = instrument.singles
        rows = singles.rows(len(singles) - limit, len(singles)) if singles is not None else []
        return encoded([_single_row(row) for row in rows])

    async def _day(self, request: web.Request) -> web.Response:
        statistics = self._exchange.statistics
        if statistics is None:
            return encoded([])
        chosen = [self._symbol(request)] if "symbol" in request.query else self._exchange.instruments
        found = []
        for instrument in chosen:
            short = day_ticker(instrument, statistics.ticker(instrument))
            found.append({"symbol": instrument.symbol, **{name: short[key] for key, name in _LONG_NAMES.items()}})
        return encoded(found[0] if "symbol" in request.query else found)


def _page(request: web.Request, series: Series) -> list[SentTrade]:
    """By id, by time from the oldest, or the newest."""
    limit = min(_MAX_ROWS, cast("int", integer(request, "limit", _DEFAULT_ROWS, 1)))
    from_id, start, end = integer(request, "fromId"), integer(request, "startTime"), integer(request, "endTime")
    if from_id is not None and (start is not None or end is not None):
        raise BinanceError(-1128, "Combination of optional parameters invalid.")
    if from_id is not None:
        position = series.at_id(from_id)
        return series.rows(position, position + limit)
    stop = len(series) if end is None else series.after_ns(end * 1_000_000 + 999_999)
    if start is None:
        return series.rows(stop - limit, stop)
    position = series.after_ns(start * 1_000_000 - 1)
    return series.rows(position, min(stop, position + limit))


def _agg_row(row: SentTrade) -> dict[str, object]:
    return {
        "a": row.id,
        "p": row.price,
        "q": row.size,
        "f": row.first,
        "l": row.last,
        "T": row.ns // 1_000_000,
        "m": row.side == "sell",
        "M": True,
    }


def _single_row(row: SentTrade) -> dict[str, object]:
    time_ms, is_sell = row.ns // 1_000_000, row.side == "sell"
    common = {"id": row.id, "price": row.price, "qty": row.size, "time": time_ms}
    return {**common, "isBuyerMaker": is_sell, "isBestMatch": True}


def _kline(candle: ListedCandle, width: int) -> list[object]:
    half = f"{float(candle.volume) / 2:.8f}"
    prices = [f"{float(text):.8f}" for text in (candle.open, candle.high, candle.low, candle.close)]
    quote_half = f"{float(candle.quote_volume) / 2:.8f}"
    opened, closed = candle.start * 1_000, (candle.start + width) * 1_000 - 1
    return [opened, *prices, candle.volume, closed, candle.quote_volume, candle.count, half, quote_half, "0"]


def _listing(instrument: SimulatedInstrument, exchange: Exchange) -> dict[str, object]:
    lot = f"{10.0**-instrument.size_places:.8f}"
    tick = f"{10.0**-instrument.price_places:.8f}"
    return {
        "symbol": instrument.symbol,
        "status": "BREAK" if exchange.is_halted(instrument) else "TRADING",
        "baseAsset": instrument.base,
        "baseAssetPrecision": 8,
        "quoteAsset": instrument.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "orderTypes": ["LIMIT", "MARKET"],
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000.00000000", "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": lot, "maxQty": "9000000.00000000", "stepSize": lot},
        ],
        "permissions": [],
        "permissionSets": [["SPOT"]],
    }
