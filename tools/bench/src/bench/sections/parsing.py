"""Frames a second on one core: an aggTrade to a trade, against `json.loads` and `Decimal`; and frames nobody wants."""

import json
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from market_data.venues.binance import BinanceParser
from market_data.venues.bounds import TimeWindow
from shared.clock import now_us
from shared.events.values import Instrument, Mode, Venue

from bench.figures import Figure, at_least

_FRAMES: Final = 100_000
_ROUNDS: Final = 15


def measure() -> list[Figure]:
    """Best of some rounds each, in turns: what else runs on the machine slows both."""
    parser = BinanceParser({"BTCUSDT": _BITCOIN}, TimeWindow(Mode.LIVE))
    at_ms = now_us() // 1_000
    trades = [_agg_trade(number, at_ms) for number in range(_FRAMES)]
    ours, plain = 0.0, 0.0
    for _ in range(_ROUNDS):
        ours = max(ours, _rate(parser.parse, trades))
        plain = max(plain, _rate(_loads, trades))
    unknown = [_depth(number) for number in range(_FRAMES)]
    skipped = max(_rate(parser.parse, unknown) for _ in range(_ROUNDS))
    return [
        at_least("parse", "aggTrade to a trade with Decimal price", ours, "frames/s", 400_000),
        Figure("parse", "json.loads and Decimal", plain, "frames/s"),
        at_least("parse", "against json.loads and Decimal", ours / plain, "x", 3),
        Figure("parse", "order book frames skipped", skipped, "frames/s"),
        Figure("parse", "a skipped frame costs, of a parsed one", 100 * ours / skipped, "%"),
    ]


def _rate(read: Callable[[bytes, int], Any], frames: list[bytes]) -> float:
    started, received_us = time.process_time(), now_us()
    for frame in frames:
        read(frame, received_us)
    return len(frames) / (time.process_time() - started)


def _loads(frame: bytes, _received_us: int) -> dict[str, Any]:
    """What a plain feed handler does: decode, pick the fields, make the numbers exact."""
    data = json.loads(frame)["data"]
    return {
        "symbol": data["s"],
        "trade_id": data["a"],
        "price": Decimal(data["p"]),
        "size": Decimal(data["q"]),
        "side": "sell" if data["m"] else "buy",
        "time": data["T"] * 1_000,
    }


def _agg_trade(number: int, at_ms: int) -> bytes:
    return (
        f'{{"stream":"btcusdt@aggTrade","data":{{"e":"aggTrade","E":{at_ms},"s":"BTCUSDT","a":{640_283_266 + number},'
        f'"p":"58942.01000000","q":"0.00035600","f":716849523,"l":716849523,"T":{at_ms},"m":false,"M":true}}}}'
    ).encode()


def _depth(number: int) -> bytes:
    levels = ",".join(f'["{58_000 + level}.10000000","0.50000000"]' for level in range(20))
    return (
        f'{{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":1616176861895,"s":"BTCUSDT","U":{number},'
        f'"u":{number},"b":[{levels}],"a":[{levels}]}}}}'
    ).encode()


_BITCOIN: Final = Instrument(venue=Venue.BINANCE, base="BTC", quote="USDT", coin_id="bitcoin", native="BTCUSDT")
