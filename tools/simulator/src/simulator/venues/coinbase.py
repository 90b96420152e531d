"""Coinbase Exchange feed: subscribe within 5 s, `subscriptions`, `last_match`, matches with the maker's side."""

import time

import msgspec

from simulator.connections.faults import OutgoingMessage
from simulator.connections.open_connections import ClientConnection
from simulator.generated.generator import NewTrade
from simulator.generated.statistics import DayTicker
from simulator.trades.exact_text import fixed, rfc3339
from simulator.trades.trade import SentTrade, SimulatedInstrument
from simulator.venues.exchange import Exchange

_PUBLIC = ("ticker", "ticker_batch", "matches", "heartbeat", "status", "level2_batch")
_PRIVATE = ("full", "level2", "level3", "user")
_FIRST_SUBSCRIBE_SECONDS = 5.0
_MESSAGES_A_SECOND = 100
_encode = msgspec.json.encode


def _order_ids(trade_id: int) -> tuple[str, str]:
    low = trade_id & 0xFFFFFFFFFFFF
    scattered = (trade_id * 2_654_435_761) & 0xFFFFFFFF
    return f"{scattered:08x}-5e11-4a7e-8b1d-{low:012x}", f"{scattered ^ 0x9E3779B9:08x}-b0b0-4c3d-9f2a-{low:012x}"


def sequence(trade_id: int) -> int:
    """A product's sequence number; it has gaps between trades, as the real feed counts orders too."""
    return trade_id * 4


def _match(kind: str, trade: NewTrade) -> bytes:
    maker, taker = _order_ids(trade.id)
    symbol, places = trade.instrument.symbol, trade.instrument.price_places
    return (
        f'{{"type":"{kind}","trade_id":{trade.id},"maker_order_id":"{maker}","taker_order_id":"{taker}",'
        f'"side":"{"buy" if trade.sell else "sell"}","size":"{fixed(trade.size)}",'
        f'"price":"{fixed(trade.price, places)}","product_id":"{symbol}",'
        f'"sequence":{sequence(trade.id)},"time":"{rfc3339(trade.us)}"}}'
    ).encode()


def render(exchange: Exchange, trades: list[NewTrade]) -> list[OutgoingMessage]:
    """`match` messages; `side` is the maker's."""
    items = []
    for trade in trades:
        key = f"matches:{trade.instrument.symbol}"
        if exchange.connections.has_subscriber(key):
            items.append(OutgoingMessage(key, _match("match", trade), is_trade=True))
    return items


class _RefusedError(ValueError):
    """Why a subscription is refused."""


def _public(channel: object) -> str:
    if channel in _PRIVATE:
        raise _RefusedError(f"{channel} channel requires authentication")
    if not isinstance(channel, str) or channel not in _PUBLIC:
        raise _RefusedError(f"{channel} is not a valid channel")
    return channel


class CoinbaseSession:
    """One connection."""

    def __init__(self, exchange: Exchange, client: ClientConnection) -> None:
        self._exchange = exchange
        self._client = client
        self._window: list[float] = []

    def on_open(self) -> None:
        """Nothing is sent until the client subscribes."""

    def count_message(self) -> None:
        now = time.monotonic()
        self._window = [moment for moment in self._window if moment > now - 1.0]
        self._window.append(now)
        if self._exchange.settings.limits and len(self._window) > _MESSAGES_A_SECOND:
            self._client.close(1008, "Rate limit exceeded")

    def on_text(self, text: str) -> None:
        self.count_message()
        if self._client.closing:
            return
        try:
            message = msgspec.json.decode(text)
        except msgspec.DecodeError:
            self._error("Failed to parse request", "malformed json")
            return
        kind = message.get("type") if isinstance(message, dict) else None
        if kind not in {"subscribe", "unsubscribe"}:
            self._error("Failed to parse request", f"{kind} is not a valid type")
            return
        try:
            wanted = self._wanted(message)
        except _RefusedError as error:
            self._error("Failed to subscribe", str(error))
            return
        if kind == "unsubscribe":
            self._client.keys -= wanted
            self._acknowledge()
        else:
            self._subscribe(wanted)

    def _wanted(self, message: dict[str, object]) -> set[str]:
        """Keys `<channel>:<product>`; one invalid channel or product refuses the whole message."""
        channels = message.get("channels")
        if not isinstance(channels, list) or not channels:
            raise _RefusedError("no channels given")
        keys: set[str] = set()
        for channel in channels:
            common = message.get("product_ids", [])
            name, products = channel, common
            if isinstance(channel, dict):
                name, products = channel.get("name"), channel.get("product_ids", common)
            keys.update(f"{_public(name)}:{product}" for product in self._products(products, name))
        return keys

    def _products(self, products: object, channel: object) -> list[str]:
        if not isinstance(products, list) or (not products and channel != "status"):
            raise _RefusedError("no product ids given")
        for product in products:
            if not isinstance(product, str) or self._exchange.to_subscribe(product) is None:
                raise _RefusedError(f"{product} is not a valid product")
        return products

    def _subscribe(self, keys: set[str]) -> None:
        new = sorted(keys - self._client.keys)
        self._client.keys |= keys
        self._acknowledge()
        matched = [self._instrument(key) for key in new if key.startswith("matches:")]
        if self._exchange.statistics is not None:
            for instrument in matched:
                self._send_last(instrument)
            for key in new:
                if key.startswith("ticker:"):
                    self._client.send(ticker_message(self._instrument(key), self._exchange))
        self._exchange.follow(matched)
        self._exchange.connections.mark_subscribed(self._client)

    def _instrument(self, key: str) -> SimulatedInstrument:
        found = self._exchange.by_symbol(key.partition(":")[2])
        assert found is not None  # noqa: S101 - only valid products become keys
        return found

    def _send_last(self, instrument: SimulatedInstrument) -> None:
        count = len(instrument.series)
        if count:
            self._client.send(_encode(last_match(instrument, instrument.series.rows(count - 1, count)[0])))

    def _acknowledge(self) -> None:
        channels: dict[str, list[str]] = {}
        for key in sorted(self._client.keys):
            name, _, product = key.partition(":")
            channels.setdefault(name, []).append(product)
        listed = [{"name": name, "product_ids": products, "account_ids": None} for name, products in channels.items()]
        self._client.send(_encode({"type": "subscriptions", "channels": listed}))

    def _error(self, message: str, reason: str) -> None:
        self._client.send(_encode({"type": "error", "message": message, "reason": reason}))

    def on_second(self, now: float) -> None:
        client = self._client
        if not client.subscribed and now - client.last_pong > _FIRST_SUBSCRIBE_SECONDS:
            client.close(1000, "")


def last_match(instrument: SimulatedInstrument, row: SentTrade) -> dict[str, object]:
    """The newest trade there is, sent once on subscribing."""
    maker, taker = _order_ids(row.id)
    return {
        "type": "last_match",
        "trade_id": row.id,
        "maker_order_id": maker,
        "taker_order_id": taker,
        "side": "buy" if row.side == "sell" else "sell",
        "size": row.size,
        "price": row.price,
        "product_id": instrument.symbol,
        "sequence": sequence(row.id),
        "time": rfc3339(row.ns // 1_000),
    }


def ticker_message(instrument: SimulatedInstrument, exchange: Exchange) -> bytes:
    """A ticker's `side` is the taker's."""
    assert exchange.statistics is not None  # noqa: S101 - tickers exist in generated mode only
    ticker: DayTicker = exchange.statistics.ticker(instrument)
    return _encode(
        {
            "type": "ticker",
            "sequence": sequence(ticker.last_id),
            "product_id": instrument.symbol,
            "price": ticker.last,
            "open_24h": ticker.open,
            "volume_24h": ticker.volume,
            "low_24h": ticker.low,
            "high_24h": ticker.high,
            "volume_30d": fixed(30 * int(float(ticker.volume) * 1e8)),
            "best_bid": ticker.bid,
            "best_bid_size": ticker.bid_size,
            "best_ask": ticker.ask,
            "best_ask_size": ticker.ask_size,
            "side": "sell" if ticker.last_sell else "buy",
            "time": rfc3339(ticker.us),
            "trade_id": ticker.last_id,
            "last_size": ticker.last_size,
        }
    )


def heartbeat_message(instrument: SimulatedInstrument, us: int) -> bytes:
    """`last_trade_id` is the newest that REST lists, 0 without any."""
    count = len(instrument.series)
    last = instrument.series.rows(count - 1, count)[0].id if count else 0
    return _encode(
        {
            "type": "heartbeat",
            "last_trade_id": last,
            "product_id": instrument.symbol,
            "sequence": sequence(last),
            "time": rfc3339(us),
        }
    )


def each_second(exchange: Exchange) -> list[OutgoingMessage]:
    """Heartbeats always, tickers in generated mode."""
    items = []
    for instrument in exchange.instruments:
        beat, tick = f"heartbeat:{instrument.symbol}", f"ticker:{instrument.symbol}"
        if not exchange.is_listed(instrument):
            continue
        if exchange.connections.has_subscriber(beat):
            items.append(OutgoingMessage(beat, heartbeat_message(instrument, exchange.now_us())))
        has_ticker = exchange.statistics is not None and exchange.trades(instrument)
        if has_ticker and exchange.connections.has_subscriber(tick):
            items.append(OutgoingMessage(tick, ticker_message(instrument, exchange)))
    return items
