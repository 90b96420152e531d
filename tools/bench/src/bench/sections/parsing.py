"""Frames a second on one core: an aggTrade to a trade, against cryptofeed and `json.loads`; and frames nobody wants.

Prices walk and sizes vary as on the venue: the same frame again and again would measure a cache.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from market_data.venues.binance import BinanceParser
from market_data.venues.bounds import TimeWindow
from shared.clock import now_us
from shared.events.values import Instrument, Mode, Venue

from bench.figures import Figure, at_least
from bench.foreign import environment

_FRAMES: Final = 100_000
_ROUNDS: Final = 15
_SEED: Final = 3


def measure() -> list[Figure]:
    """Best of some rounds each, in turns: what else runs on the machine slows both."""
    parser = BinanceParser({"BTCUSDT": _BITCOIN}, TimeWindow(Mode.LIVE))
    at_ms = now_us() // 1_000
    trades = _agg_trades(at_ms)
    ours, plain = 0.0, 0.0
    for _ in range(_ROUNDS):
        ours = max(ours, _rate(parser.parse, trades))
        plain = max(plain, _rate(_loads, trades))
    unknown = [_depth(number) for number in range(_FRAMES)]
    skipped = max(_rate(parser.parse, unknown) for _ in range(_ROUNDS))
    theirs = _cryptofeed(trades)
    return [
        at_least("parse", "aggTrade to a trade with Decimal price", ours, "frames/s", 400_000),
        Figure("parse", "json.loads and Decimal", plain, "frames/s"),
        at_least("parse", "against json.loads and Decimal", ours / plain, "x", 3),
        Figure("parse", "cryptofeed 2.4.1's Binance handler", theirs, "frames/s"),
        at_least("parse", "against cryptofeed's handler", ours / theirs, "x", 3),
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


def _cryptofeed(frames: list[bytes]) -> float:
    with tempfile.NamedTemporaryFile(suffix=".frames") as file:
        Path(file.name).write_bytes(b"\n".join(frames))
        return float(environment.measure("cryptofeed_handler.py", file.name)["frames"])


def _agg_trades(at_ms: int) -> list[bytes]:
    """Trades of one instrument whose price walks by cents; sizes are log-normal."""
    chance, price, frames = random.Random(_SEED), 5_894_201, []
    for number in range(_FRAMES):
        price += round(chance.gauss(0, 1)) * chance.choice((0, 0, 1, 10))
        size = max(1, round(chance.lognormvariate(4, 1.5)))
        is_maker = "true" if chance.random() < 0.5 else "false"  # noqa: PLR2004 - a coin's toss
        frames.append(_agg_trade(number, at_ms, f"{price / 100:.8f}", f"{size / 1e5:.8f}", is_maker))
    return frames


def _agg_trade(number: int, at_ms: int, price: str, size: str, is_maker: str) -> bytes:
    single = 716_849_523 + number
    ids = f'"a":{640_283_266 + number},"p":"{price}","q":"{size}","f":{single},"l":{single}'
    data = f'{{"e":"aggTrade","E":{at_ms},"s":"BTCUSDT",{ids},"T":{at_ms},"m":{is_maker},"M":true}}'
    return f'{{"stream":"btcusdt@aggTrade","data":{data}}}'.encode()


def _depth(number: int) -> bytes:
    levels = ",".join(f'["{58_000 + level}.10000000","0.50000000"]' for level in range(20))
    return (
        f'{{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":1616176861895,"s":"BTCUSDT","U":{number},'
        f'"u":{number},"b":[{levels}],"a":[{levels}]}}}}'
    ).encode()


_BITCOIN: Final = Instrument(venue=Venue.BINANCE, base="BTC", quote="USDT", coin_id="bitcoin", native="BTCUSDT")
