"""Binance spot streams: raw and combined, SUBSCRIBE and its errors, pings, the 24 h cut, `serverShutdown`."""

import re
import time

import msgspec

from simulator.connections.faults import OutgoingMessage
from simulator.connections.open_connections import ClientConnection
from simulator.generated.generator import NewTrade
from simulator.generated.statistics import DayTicker
from simulator.generated.trade_log import singles
from simulator.trades.exact_text import fixed
from simulator.trades.trade import SimulatedInstrument
from simulator.venues.exchange import Exchange

_PING_SECONDS = 20.0
_PONG_SECONDS = 60.0
_MESSAGES_A_SECOND = 5
_MAX_STREAMS = 1_024
_ID = re.compile(r"[0-9A-Za-z_-]{1,36}")
_encode = msgspec.json.encode


def render(exchange: Exchange, trades: list[NewTrade]) -> list[OutgoingMessage]:
    """AggTrade messages; `E` is the time of sending."""
    now = exchange.now_us() // 1_000
    items = []
    for trade in trades:
        symbol = trade.instrument.symbol
        key = f"{symbol.lower()}@aggTrade"
        if not exchange.connections.has_subscriber(key):
            continue
        first, last = singles(trade.instrument.series.first_id, trade.id)  # type: ignore[attr-defined]  # generated ones
        text = (
            f'{{"e":"aggTrade","E":{now},"s":"{symbol}","a":{trade.id},"p":"{fixed(trade.price)}",'
            f'"q":"{fixed(trade.size)}","f":{first},"l":{last},"T":{trade.us // 1_000},'
            f'"m":{"true" if trade.sell else "false"},"M":true}}'
        )
        items.append(OutgoingMessage(key, text.encode(), is_trade=True))
    return items


class BinanceSession:
    """One connection. Streams may be named in the address; these count as subscribed from the start."""

    def __init__(self, exchange: Exchange, client: ClientConnection, streams: list[str], *, combined: bool) -> None:
        self._exchange = exchange
        self._client = client
        self._streams = streams
        client.wrapped = combined
        self._window: list[float] = []
        self._pinged = client.opened

    def on_open(self) -> None:
        if self._streams:
            self._subscribe(self._streams)

    def count_message(self) -> None:
        """PING, PONG and JSON all count."""
        now = time.monotonic()
        self._window = [moment for moment in self._window if moment > now - 1.0]
        self._window.append(now)
        if self._exchange.settings.limits and len(self._window) > _MESSAGES_A_SECOND:
            self._client.close(1008, "Too many requests")

    def on_text(self, text: str) -> None:
        self.count_message()
        if self._client.closing:
            return
        try:
            message = msgspec.json.decode(text)
        except msgspec.DecodeError:
            self._error(3, "Invalid JSON: expected value at line 1 column 1", None)
            return
        if not isinstance(message, dict):
            self._error(2, "Invalid request: request must be an object", None)
            return
        self._on_request(message)

    def _on_request(self, message: dict[str, object]) -> None:
        request_id, method, params = message.get("id"), message.get("method"), message.get("params", [])
        if not _is_id(request_id):
            self._error(2, "Invalid request: request ID must be an unsigned integer or a short string", None)
        elif method == "LIST_SUBSCRIPTIONS":
            self._answer(sorted(self._client.keys), request_id)
        elif method in {"SET_PROPERTY", "GET_PROPERTY"}:
            self._property(method == "SET_PROPERTY", params, request_id)
        elif method not in {"SUBSCRIBE", "UNSUBSCRIBE"}:
            self._error(2, f"Invalid request: unknown variant `{method}`", request_id)
        elif not isinstance(params, list) or not all(isinstance(name, str) for name in params):
            self._error(2, "Invalid request: params must be an array of strings", request_id)
        elif method == "UNSUBSCRIBE":
            self._client.keys.difference_update(params)
            self._answer(None, request_id)
        elif len(self._client.keys | set(params)) > _MAX_STREAMS:
            self._error(2, "Invalid request: too many streams, at most 1024 a connection", request_id)
        else:
            self._answer(None, request_id)
            self._subscribe(params)

    def _subscribe(self, streams: list[str]) -> None:
        """A stream that is unknown or refused is acknowledged, too, and stays silent."""
        wanted = []
        for stream in streams:
            symbol, _, kind = stream.partition("@")
            instrument = self._exchange.to_subscribe(symbol.upper())
            if instrument is None and self._exchange.by_symbol(symbol.upper()) is not None:
                continue
            self._client.keys.add(stream)
            if instrument is not None and kind in {"aggTrade", "trade"}:
                wanted.append(instrument)
        self._exchange.follow(wanted)
        self._exchange.connections.mark_subscribed(self._client)

    def _property(self, is_set: bool, params: object, request_id: object) -> None:
        if not isinstance(params, list) or not params or params[0] != "combined":
            self._error(0, "Unknown property", request_id)
        elif not is_set:
            self._answer(self._client.wrapped, request_id)
        elif len(params) != 2 or not isinstance(params[1], bool):  # noqa: PLR2004 - name and value
            self._error(1, "Invalid value type: expected Boolean", request_id)
        else:
            self._client.wrapped = params[1]
            self._answer(None, request_id)

    def _answer(self, result: object, request_id: object) -> None:
        self._client.send(_encode({"result": result, "id": request_id}))

    def _error(self, code: int, text: str, request_id: object) -> None:
        self._client.send(_encode({"code": code, "msg": text, "id": request_id}))

    def on_second(self, now: float) -> None:
        client = self._client
        if now - client.opened > self._exchange.settings.connection_seconds:
            client.close(1000, "")
        elif now - client.last_pong > _PING_SECONDS + _PONG_SECONDS:
            client.close(1008, "Pong timeout")
        elif now - self._pinged >= _PING_SECONDS:
            self._pinged = now
            client.ping(str(int(time.time() * 1_000)).encode())


def shutdown_message(exchange: Exchange, client: ClientConnection) -> None:
    event = _encode({"e": "serverShutdown", "E": exchange.now_us() // 1_000})
    client.send(b'{"stream":"!serverShutdown","data":%s}' % event if client.wrapped else event)


def _is_id(value: object) -> bool:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return True
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def tickers(exchange: Exchange) -> list[OutgoingMessage]:
    """Tickers for the streams with a subscriber; sent each second."""
    items: list[OutgoingMessage] = []
    if exchange.statistics is None:
        return items
    makers = {"ticker": day_ticker, "miniTicker": _mini_ticker, "bookTicker": _book_ticker}
    for instrument in exchange.instruments:
        name = instrument.symbol.lower()
        wanted = [kind for kind in makers if exchange.connections.has_subscriber(f"{name}@{kind}")]
        if wanted and exchange.trades(instrument):
            ticker = exchange.statistics.ticker(instrument)
            items += [OutgoingMessage(f"{name}@{kind}", _encode(makers[kind](instrument, ticker))) for kind in wanted]
    return items


def _padded(text: str) -> str:
    """Binance writes eight decimals."""
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<8}"


def day_ticker(instrument: SimulatedInstrument, ticker: DayTicker) -> dict[str, object]:
    """24hrTicker."""
    now = ticker.us // 1_000
    series = instrument.series
    first_single, last_single = 0, -1
    if len(series):
        first_single, last_single = series.rows(0, 1)[0].first, series.rows(len(series) - 1, len(series))[0].last
    return {
        "e": "24hrTicker",
        "E": now,
        "s": instrument.symbol,
        "p": f"{ticker.change:.8f}",
        "P": f"{ticker.change_percent:.3f}",
        "w": _padded(ticker.vwap),
        "x": _padded(ticker.open),
        "c": _padded(ticker.last),
        "Q": ticker.last_size,
        "b": _padded(ticker.bid),
        "B": ticker.bid_size,
        "a": _padded(ticker.ask),
        "A": ticker.ask_size,
        "o": _padded(ticker.open),
        "h": _padded(ticker.high),
        "l": _padded(ticker.low),
        "v": ticker.volume,
        "q": ticker.quote_volume,
        "O": now - 86_400_000,
        "C": now,
        "F": first_single,
        "L": last_single,
        "n": last_single - first_single + 1,
    }


def _mini_ticker(instrument: SimulatedInstrument, ticker: DayTicker) -> dict[str, object]:
    full = day_ticker(instrument, ticker)
    return {"e": "24hrMiniTicker", **{name: full[name] for name in ("E", "s", "c", "o", "h", "l", "v", "q")}}


def _book_ticker(instrument: SimulatedInstrument, ticker: DayTicker) -> dict[str, object]:
    full = day_ticker(instrument, ticker)
    return {"u": ticker.us, **{name: full[name] for name in ("s", "b", "B", "a", "A")}}
