"""Reads symbols, trades (as sent) and event times from recorded frames. A frame of unknown form has none."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from simulator.replayed.played_trades import PlayedSeries
from simulator.replayed.quote_assets import GLOBAL, US, split
from simulator.trades.exact_text import nanoseconds
from simulator.trades.trade import SentTrade, SimulatedInstrument
from simulator.venues.kraken_rest import describe

_KRAKEN_NAMES = {"XBT": "BTC", "XDG": "DOGE"}
_MILLION = 1_000_000


class FrameTrade(NamedTuple):
    """`prefix` is `a` for Binance's aggregates: their ids are a series of their own."""

    symbol: str
    prefix: str
    row: SentTrade


class CaptureReader(ABC):
    """Collects symbols, trades and event times from the frames of one capture."""

    venue: str

    def __init__(self, header: dict[str, Any], path: Path) -> None:
        self.header = header
        self.path = path
        self.protocol = "current"
        self.event_times: list[int] = []
        self._symbols: dict[str, None] = {}

    def add_symbols(self, symbols: Iterable[object]) -> None:
        self._symbols.update((symbol, None) for symbol in symbols if isinstance(symbol, str) and symbol)

    def on_sent(self, text: str) -> None:
        """Collect the symbols that the recording client subscribed to."""
        message = _decode_or_empty(text)
        if isinstance(message, dict):
            self.read_request(message)

    def on_frame(self, text: str) -> list[FrameTrade]:
        """The trades in a frame; none in a frame of unknown form."""
        message = _decode_or_empty(text)
        try:
            return self.read(message, text)
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError, msgspec.MsgspecError):
            return []

    def instruments(self) -> list[SimulatedInstrument]:
        found = [self.instrument(symbol) for symbol in self._symbols]
        for number, instrument in enumerate(found):
            instrument.number = number
        return found

    @abstractmethod
    def read_request(self, message: dict[str, Any]) -> None: ...

    @abstractmethod
    def read(self, message: Any, _text: str) -> list[FrameTrade]: ...

    @abstractmethod
    def instrument(self, symbol: str) -> SimulatedInstrument: ...


class BinanceCaptureReader(CaptureReader):
    venue = "binance"

    def __init__(self, header: dict[str, Any], path: Path) -> None:
        super().__init__(header, path)
        url = str(header.get("url") or "")
        self._quotes = US if "binance.us" in f"{url} {header.get('protocol')}" else GLOBAL
        _, _, streams = url.partition("streams=")
        self._streams(streams.split("&")[0].split("/"))

    def _streams(self, names: Iterable[object]) -> None:
        parts = [name.partition("@") for name in names if isinstance(name, str)]
        self.add_symbols(symbol.upper() for symbol, at, _ in parts if at and not symbol.startswith("!"))

    def read_request(self, message: dict[str, Any]) -> None:
        if message.get("method") == "SUBSCRIBE" and isinstance(message.get("params"), list):
            self._streams(message["params"])

    def read(self, message: Any, _text: str) -> list[FrameTrade]:
        self._streams([message.get("stream")])
        data = message.get("data", message)
        if not isinstance(data, dict):
            return []
        self.add_symbols([data.get("s")])
        if isinstance(data.get("E"), int):
            self.event_times.append(data["E"] * 1_000)
        kind = data.get("e")
        if kind not in {"aggTrade", "trade"}:
            return []
        is_aggregate = kind == "aggTrade"
        trade_id = data["a" if is_aggregate else "t"]
        first, last = (data["f"], data["l"]) if is_aggregate else (trade_id, trade_id)
        side = "sell" if data["m"] else "buy"
        row = SentTrade(
            int(trade_id),
            data["T"] * _MILLION,
            _without_exponent(data["p"]),
            _without_exponent(data["q"]),
            side,
            first,
            last,
        )
        return [FrameTrade(data["s"], "a" if is_aggregate else "", row)]

    def instrument(self, symbol: str) -> SimulatedInstrument:
        base, quote = split(symbol, self._quotes)
        return SimulatedInstrument(self.venue, base, quote, symbol, PlayedSeries(), singles=PlayedSeries())


class CoinbaseCaptureReader(CaptureReader):
    venue = "coinbase"

    def read_request(self, message: dict[str, Any]) -> None:
        self.add_symbols(message.get("product_ids") or [])
        for channel in message.get("channels") or []:
            if isinstance(channel, dict):
                self.add_symbols(channel.get("product_ids") or [])

    def read(self, message: Any, _text: str) -> list[FrameTrade]:
        if message.get("type") == "subscriptions":
            self.read_request(message)
        self.add_symbols([message.get("product_id")])
        if isinstance(message.get("time"), str):
            self.event_times.append(nanoseconds(message["time"]) // 1_000)
        if message.get("type") not in {"match", "last_match"}:
            return []
        # The recorded side is the maker's.
        side = {"buy": "sell", "sell": "buy"}[message["side"]]
        price, size, ns = (
            _without_exponent(message["price"]),
            _without_exponent(message["size"]),
            nanoseconds(message["time"]),
        )
        return [FrameTrade(message["product_id"], "", SentTrade(int(message["trade_id"]), ns, price, size, side))]

    def instrument(self, symbol: str) -> SimulatedInstrument:
        base, _, quote = symbol.partition("-")
        return SimulatedInstrument(self.venue, base, quote, symbol, PlayedSeries())


class _KrakenTrade(msgspec.Struct):
    symbol: str
    side: str
    price: msgspec.Raw
    qty: msgspec.Raw
    trade_id: int
    timestamp: str


class _KrakenTrades(msgspec.Struct):
    data: list[_KrakenTrade]


_decode_trades = msgspec.json.Decoder(_KrakenTrades).decode


class KrakenCaptureReader(CaptureReader):
    venue = "kraken"

    def __init__(self, header: dict[str, Any], path: Path) -> None:
        super().__init__(header, path)
        self._pairs = _read_pairs(path.parent / "assetpairs.json")

    def read_request(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        self.add_symbols(params.get("symbol") or [] if isinstance(params, dict) else [])
        self.add_symbols(map(_current_symbol, message.get("pair") or []))

    def read(self, message: Any, _text: str) -> list[FrameTrade]:
        if isinstance(message, list) or "event" in message:
            self.protocol = "v1"
            pair = message[-1] if isinstance(message, list) else message.get("pair")
            self.add_symbols([_current_symbol(pair)] if isinstance(pair, str) and "/" in pair else [])
            return []
        if message.get("success") is True and isinstance(message.get("result"), dict):
            self.add_symbols([message["result"].get("symbol")])
        data = [entry for entry in message.get("data") or [] if isinstance(entry, dict)]
        self.add_symbols(entry.get("symbol") for entry in data)
        stamps = [message.get("time_in"), *(entry.get("timestamp") for entry in data)]
        self.event_times += [nanoseconds(stamp) // 1_000 for stamp in stamps if isinstance(stamp, str)]
        if message.get("channel") != "trade":
            return []
        return [FrameTrade(each.symbol, "", _kraken_row(each)) for each in _decode_trades(_text).data]

    def instrument(self, symbol: str) -> SimulatedInstrument:
        base, _, quote = symbol.partition("/")
        instrument = SimulatedInstrument(self.venue, base, quote, symbol, PlayedSeries(), price_places=5)
        describe(instrument)
        if known := self._pairs.get(symbol):
            instrument.listing = known
            instrument.altname = str(known["altname"])
        return instrument


READERS: dict[str, type[CaptureReader]] = {
    each.venue: each for each in (BinanceCaptureReader, CoinbaseCaptureReader, KrakenCaptureReader)
}


def _kraken_row(trade: _KrakenTrade) -> SentTrade:
    if trade.side not in {"buy", "sell"}:
        raise ValueError(trade.side)
    price, size = _without_exponent(bytes(trade.price).decode()), _without_exponent(bytes(trade.qty).decode())
    return SentTrade(trade.trade_id, nanoseconds(trade.timestamp), price, size, trade.side)


def _decode_or_empty(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}


def _without_exponent(text: str) -> str:
    """The number's text, without an exponent."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return f"{number:f}" if "e" in text.lower() else text


def _current_symbol(pair: str) -> str:
    """XBT/EUR as v2 names it."""
    return "/".join(_KRAKEN_NAMES.get(part, part) for part in pair.split("/"))


def _read_pairs(path: Path) -> dict[str, dict[str, object]]:
    """Kraken's own AssetPairs beside the capture, by v2 symbol."""
    if not path.is_file():
        return {}
    found = msgspec.json.decode(path.read_bytes())["result"]
    return {_current_symbol(pair["wsname"]): {"key": key, **pair} for key, pair in found.items()}
