"""Kraken REST: AssetPairs, Trades since a time, OHLC, Time, SystemStatus. Errors come with status 200."""

from typing import cast

from aiohttp import web

from simulator.trades.candles import ListedCandle
from simulator.trades.exact_text import rfc3339, unix_seconds
from simulator.trades.trade import SentTrade, SimulatedInstrument
from simulator.venues.exchange import Exchange
from simulator.venues.rest import Handler, QueryError, RequestAllowance, encoded, integer, raw, rest_fault

_MINUTES = (1, 5, 15, 30, 60, 240, 1_440, 10_080, 21_600)
_MAX_TRADES = 1_000
_MAX_CANDLES = 720
_BURST = 30
_PER_SECOND = 10
# A `since` below this is seconds, as the real API takes both.
_SECONDS_LIMIT = 100_000_000_000
_LEGACY = {"BTC": "XBT", "DOGE": "XDG"}
_LONG = {"XBT": "XXBT", "ETH": "XETH", "XRP": "XXRP", "LTC": "XLTC", "XLM": "XXLM", "ETC": "XETC", "XDG": "XXDG"}
_FIAT = {"USD": "ZUSD", "EUR": "ZEUR", "GBP": "ZGBP", "CAD": "ZCAD", "JPY": "ZJPY"}
_PADDED = 5
_PAGES = ("Trades", "OHLC")


def describe(instrument: SimulatedInstrument) -> None:
    """Give it the REST names that Kraken would: XBTUSD, XXBTZUSD."""
    base, quote = _LEGACY.get(instrument.base, instrument.base), _LEGACY.get(instrument.quote, instrument.quote)
    long_base, long_quote = _LONG.get(base, base), _FIAT.get(quote, _LONG.get(quote, quote))
    is_long = long_base != base and long_quote != quote and base != "XDG"
    instrument.altname = f"{base}{quote}"
    instrument.listing = {
        "key": f"{long_base}{long_quote}" if is_long else instrument.altname,
        "altname": instrument.altname,
        "wsname": f"{base}/{quote}",
        "aclass_base": "currency",
        "base": long_base,
        "aclass_quote": "currency",
        "quote": long_quote,
        "lot": "unit",
        "cost_decimals": 5,
        "pair_decimals": instrument.price_places,
        "lot_decimals": instrument.size_places,
        "lot_multiplier": 1,
        "ordermin": "0.00005",
        "costmin": "0.5",
        "tick_size": f"{10.0**-instrument.price_places:.{instrument.price_places}f}",
        "status": "online",
    }


class KrakenError(Exception):
    """`{"error": [text]}`."""


class KrakenEndpoints:
    """Mounted below `/kraken`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._allowance = RequestAllowance(_BURST, _PER_SECOND)
        self._keys = {str(each.listing["key"]).upper(): each for each in exchange.instruments}
        for instrument in exchange.instruments:
            self._keys.setdefault(str(instrument.listing["wsname"]).upper(), instrument)

    def routes(self) -> list[web.RouteDef]:
        found = {
            "Time": self._time,
            "SystemStatus": self._status,
            "AssetPairs": self._pairs,
            "Trades": self._trades,
            "OHLC": self._ohlc,
        }
        return [
            web.get(f"/kraken/0/public/{path}", self._guarded(handler, is_page=path in _PAGES))
            for path, handler in found.items()
        ]

    def _guarded(self, handler: Handler, *, is_page: bool) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            if refused := rest_fault(self._exchange):
                return refused
            if is_page and self._exchange.connections.faults.strikes("empty_page"):
                pair, last = request.query.get("pair", ""), request.query.get("since", "0")
                return encoded({"error": [], "result": {pair: [], "last": last}})
            if not self._allowance.take(1) and self._exchange.settings.limits:
                return encoded({"error": ["EAPI:Rate limit exceeded"]}, 429, {"Retry-After": "1"})
            try:
                return await handler(request)
            except KrakenError as error:
                return encoded({"error": [str(error)]})
            except QueryError as error:
                return encoded({"error": [f"EGeneral:Invalid arguments:{error}"]})

        return answer

    def _find(self, name: str) -> SimulatedInstrument:
        found = self._keys.get(name.upper()) or self._exchange.by_name(name)
        if found is None or not self._exchange.is_listed(found):
            raise KrakenError("EQuery:Unknown asset pair")
        return found

    async def _time(self, _request: web.Request) -> web.Response:
        us = self._exchange.now_us()
        return encoded({"error": [], "result": {"unixtime": us // 1_000_000, "rfc1123": rfc3339(us)}})

    async def _status(self, _request: web.Request) -> web.Response:
        return encoded({"error": [], "result": {"status": "online", "timestamp": rfc3339(self._exchange.now_us())}})

    async def _pairs(self, request: web.Request) -> web.Response:
        names = request.query.get("pair")
        chosen = [self._find(name) for name in names.split(",")] if names else self._exchange.listed()
        result = {
            str(each.listing["key"]): {key: value for key, value in each.listing.items() if key != "key"}
            | ({"status": "cancel_only"} if self._exchange.is_halted(each) else {})
            for each in chosen
        }
        return encoded({"error": [], "result": result})

    async def _trades(self, request: web.Request) -> web.Response:
        """Later than `since`, oldest first; without it the newest."""
        instrument = self._find(request.query.get("pair", ""))
        count = cast("int", integer(request, "count", _MAX_TRADES, 1, _MAX_TRADES))
        since = integer(request, "since")
        series = instrument.series
        if since is None:
            rows = series.rows(len(series) - count, len(series))
        else:
            since = since * 1_000_000_000 if since < _SECONDS_LIMIT else since
            start = series.after_ns(since)
            rows = series.rows(start, start + count)
        last = rows[-1].ns if rows else since or self._exchange.now_us() * 1_000
        body = (
            f'{{"error":[],"result":{{"{instrument.listing["key"]}":[{",".join(map(_row, rows))}],"last":"{last}"}}}}'
        )
        return raw(body.encode())

    async def _ohlc(self, request: web.Request) -> web.Response:
        instrument = self._find(request.query.get("pair", ""))
        minutes = cast("int", integer(request, "interval", 1))
        if minutes not in _MINUTES:
            raise KrakenError("EGeneral:Invalid arguments")
        width, key = 60 * minutes, str(instrument.listing["key"])
        since = integer(request, "since", 0)
        if self._exchange.statistics is None:
            return encoded({"error": [], "result": {key: [], "last": since}})
        last = self._exchange.now_us() // 1_000_000 // width * width
        first = last - (_MAX_CANDLES - 1) * width
        candles = await self._exchange.statistics.list_candles(instrument, first, _MAX_CANDLES, width)
        # The last row is the candle that is still open; `last` is the newest one that is closed.
        rows = [_candle(candle) for candle in candles if candle.start > cast("int", since)]
        return encoded({"error": [], "result": {key: rows, "last": last - width}})


def _padded(price: str) -> str:
    whole, _, fraction = price.partition(".")
    return f"{whole}.{fraction:0<{_PADDED}}"


def _row(row: SentTrade) -> str:
    kind = "m" if row.id & 1 else "l"
    return f'["{_padded(row.price)}","{row.size}",{unix_seconds(row.ns)},"{row.side[0]}","{kind}","",{row.id}]'


def _candle(candle: ListedCandle) -> list[object]:
    mean = f"{float(candle.quote_volume) / float(candle.volume):.8f}"
    return [candle.start, candle.open, candle.high, candle.low, candle.close, mean, candle.volume, candle.count]
