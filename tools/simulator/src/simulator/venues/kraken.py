"""Kraken's socket: v2 with status, one acknowledgement a symbol, heartbeats, snapshots; v1 only for its captures."""

import time

import msgspec

from simulator.connections.faults import OutgoingMessage
from simulator.connections.open_connections import ClientConnection
from simulator.generated.generator import NewTrade
from simulator.trades.exact_text import fixed, rfc3339
from simulator.trades.trade import SentTrade, SimulatedInstrument
from simulator.venues.exchange import Exchange

_CHANNELS = ("trade", "ticker", "book", "ohlc", "level3", "instrument")
_QUOTES = "ticker_bbo"
"""Tickers that follow the best bid and ask; by default they come with trades only."""
_SNAPSHOT_TRADES = 50
_BATCH = 16
_encode = msgspec.json.encode


def _trade_text(instrument: SimulatedInstrument, row: SentTrade) -> str:
    kind = "market" if row.id & 1 else "limit"
    return (
        f'{{"symbol":"{instrument.symbol}","side":"{row.side}","price":{row.price},"qty":{row.size},'
        f'"ord_type":"{kind}","trade_id":{row.id},"timestamp":"{rfc3339(row.ns // 1_000)}"}}'
    )


def _new_row(trade: NewTrade) -> SentTrade:
    price = fixed(trade.price, trade.instrument.price_places)
    return SentTrade(trade.id, trade.us * 1_000, price, fixed(trade.size), "sell" if trade.sell else "buy")


def _message(kind: str, texts: list[str]) -> bytes:
    return f'{{"channel":"trade","type":"{kind}","data":[{",".join(texts)}]}}'.encode()


def render(exchange: Exchange, trades: list[NewTrade]) -> list[OutgoingMessage]:
    """`trade` updates; neighbours in time of one symbol share a frame, as on the real feed."""
    groups: dict[str, list[str]] = {}
    for trade in trades:
        key = f"trade:{trade.instrument.symbol}"
        if exchange.connections.has_subscriber(key):
            groups.setdefault(key, []).append(_trade_text(trade.instrument, _new_row(trade)))
    return [
        OutgoingMessage(key, _message("update", texts[start : start + _BATCH]), is_trade=True)
        for key, texts in groups.items()
        for start in range(0, len(texts), _BATCH)
    ]


def _snapshot(instrument: SimulatedInstrument, rows: list[SentTrade]) -> bytes:
    return _message("snapshot", [_trade_text(instrument, row) for row in rows])


class KrakenSession:
    """One v2 connection."""

    def __init__(self, exchange: Exchange, client: ClientConnection) -> None:
        self._exchange = exchange
        self._client = client

    def _stamp(self) -> str:
        return rfc3339(time.time_ns() // 1_000)

    def on_open(self) -> None:
        if self._exchange.protocol == "current":
            self._client.send(status_message(self._client.id, "online"))
        else:
            self._client.send(
                b'{"connectionID":%d,"event":"systemStatus","status":"online","version":"1.8.3"}' % _connection_id(1)
            )

    def count_message(self) -> None:
        """Kraken states no limit for public feeds."""

    def on_text(self, text: str) -> None:
        if self._exchange.protocol != "current":
            # A v1 server does not know v2's requests: any message counts as a subscription to the capture.
            self._exchange.connections.mark_subscribed(self._client)
            return
        try:
            message = msgspec.json.decode(text)
        except msgspec.DecodeError:
            self._refuse("Malformed JSON", None, None)
            return
        method = message.get("method") if isinstance(message, dict) else None
        if method == "ping":
            self._reply({"method": "pong"}, message)
        elif method in {"subscribe", "unsubscribe"}:
            self._on_subscription(method, message)
        else:
            self._refuse("Unsupported event", None, message if isinstance(message, dict) else None)

    def _reply(self, body: dict[str, object], message: dict[str, object]) -> None:
        if "req_id" in message:
            body["req_id"] = message["req_id"]
        self._client.send(_encode({**body, "time_in": self._stamp(), "time_out": self._stamp()}))

    def _refuse(self, error: str, symbol: str | None, message: dict[str, object] | None) -> None:
        body: dict[str, object] = {"error": error}
        if message and message.get("method"):
            body["method"] = message["method"]
        body["success"] = False
        if symbol is not None:
            body["symbol"] = symbol
        self._reply(body, message or {})

    def _on_subscription(self, method: str, message: dict[str, object]) -> None:
        params = message.get("params")
        params = params if isinstance(params, dict) else {}
        channel, symbols = params.get("channel"), params.get("symbol")
        if channel == "heartbeat":
            self._reply({"method": method, "result": {"channel": channel}, "success": True}, message)
            return
        if channel not in _CHANNELS:
            self._refuse(f"Channel {channel} not found", None, message)
            return
        if not isinstance(symbols, list) or not all(isinstance(symbol, str) for symbol in symbols):
            self._refuse("Symbol(s) not found", None, message)
            return
        followed = [
            found
            for symbol in symbols
            if (found := self._acknowledge_symbol(method, params, symbol, message)) is not None
        ]
        if method == "subscribe" and followed:
            self._exchange.follow(followed if channel == "trade" else [])
            self._exchange.connections.mark_subscribed(self._client)

    def _acknowledge_symbol(
        self, method: str, params: dict[str, object], symbol: str, message: dict[str, object]
    ) -> SimulatedInstrument | None:
        """Acknowledge one symbol and send its snapshot; None when it is not listed."""
        channel = str(params["channel"])
        trigger = params.get("event_trigger", "trades")
        key = f"{channel}:{symbol}" if channel != "ticker" or trigger == "trades" else f"{_QUOTES}:{symbol}"
        instrument = self._exchange.to_subscribe(symbol)
        are_quotes_refused = symbol in self._exchange.connections.faults.symbols("refuse_quotes")
        if instrument is None or (channel == "ticker" and are_quotes_refused):
            self._refuse(f"Currency pair not supported {symbol}", symbol, message)
            return None
        snapshot = bool(params.get("snapshot", channel != "trade"))
        result: dict[str, object] = {"channel": channel, "snapshot": snapshot, "symbol": symbol}
        if channel == "ticker":
            result["event_trigger"] = trigger
        self._reply({"method": method, "result": result, "success": True}, message)
        if method == "unsubscribe":
            self._client.keys.discard(key)
            return instrument
        self._client.keys.add(key)
        if snapshot and self._exchange.statistics is not None:
            self._send_snapshot(channel, instrument)
        return instrument

    def _send_snapshot(self, channel: str, instrument: SimulatedInstrument) -> None:
        count = len(instrument.series)
        if channel == "ticker":
            self._client.send(ticker_message(instrument, self._exchange, "snapshot"))
        elif channel == "trade" and count:
            self._client.send(_snapshot(instrument, instrument.series.rows(count - _SNAPSHOT_TRADES, count)))

    def on_second(self, now: float) -> None:
        """A heartbeat when nothing else was sent for a second."""
        if self._client.subscribed and now - self._client.last_sent >= 0.9:  # noqa: PLR2004 - called once a second
            current = self._exchange.protocol == "current"
            self._client.send(b'{"channel":"heartbeat"}' if current else b'{"event":"heartbeat"}')


def _connection_id(number: int) -> int:
    """A connection id like the real ones, above 2^53."""
    return (0x3D5A_0000_0000_0000 | (number * 0x9E3779B97F4A7C15 & 0xFFFF_FFFF_FFFF)) & 0x7FFF_FFFF_FFFF_FFFF


def status_message(number: int, system: str) -> bytes:
    data = {"version": "2.0.10", "system": system, "api_version": "v2", "connection_id": _connection_id(number)}
    return _encode({"channel": "status", "type": "update", "data": [data]})


def ticker_message(instrument: SimulatedInstrument, exchange: Exchange, kind: str) -> bytes:
    """Numbers are JSON numbers with the venue's own text."""
    assert exchange.statistics is not None  # noqa: S101 - tickers exist in generated mode only
    ticker, places = exchange.statistics.ticker(instrument), instrument.price_places
    text = (
        f'{{"symbol":"{instrument.symbol}","bid":{ticker.bid},"bid_qty":{ticker.bid_size},"ask":{ticker.ask},'
        f'"ask_qty":{ticker.ask_size},"last":{ticker.last},"volume":{ticker.volume},"vwap":{ticker.vwap},'
        f'"low":{ticker.low},"high":{ticker.high},"change":{ticker.change:.{places}f},'
        f'"change_pct":{ticker.change_percent:.2f},"trades":{ticker.count},"timestamp":"{rfc3339(ticker.us)}"}}'
    )
    return f'{{"channel":"ticker","type":"{kind}","data":[{text}]}}'.encode()


def each_second(exchange: Exchange) -> list[OutgoingMessage]:
    """Tickers: of the symbols that have traded since the last second, and for who wants the quotes of all."""
    if exchange.statistics is None:
        return []
    items = []
    for instrument in exchange.instruments:
        count = len(instrument.series)
        has_traded = count != exchange.traded.get(instrument.symbol, 0)
        exchange.traded[instrument.symbol] = count
        wanted = [f"{_QUOTES}:{instrument.symbol}"] + [f"ticker:{instrument.symbol}"] * has_traded
        keys = [key for key in wanted if exchange.connections.has_subscriber(key)]
        if keys and exchange.trades(instrument):
            message = ticker_message(instrument, exchange, "update")
            items += [OutgoingMessage(key, message) for key in keys]
    return items
