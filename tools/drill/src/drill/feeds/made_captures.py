"""Captures of a made-up market, decided by a seed: trades of three venues, to be played as a replay. Writes files."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

_START: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC).timestamp()
_COINS: Final = {"BTC": Decimal(60_000), "ETH": Decimal(3_000)}
_FIRST_ID: Final = 5_000
_BETWEEN: Final = 2.0
"""Mean seconds between two trades of an instrument."""
_STEP: Final = 0.0002
"""Standard deviation of a price's step, as a share of it."""
_CENT: Final = Decimal("0.01")
_LARGEST: Final = 5.0
_QUOTES: Final = {"binance": "USDT", "coinbase": "USD", "kraken": "USD"}
_PROTOCOLS: Final = {
    "binance": "binance spot combined streams",
    "coinbase": "coinbase exchange feed",
    "kraken": "kraken websocket v2",
}
_GLUE: Final = {"binance": "", "coinbase": "-", "kraken": "/"}


@dataclass(frozen=True, slots=True)
class _Made:
    at: float
    symbol: str
    number: int
    price: Decimal
    size: Decimal
    is_sell: bool


def make_captures(folder: Path, seed: int, minutes: int) -> list[Path]:
    """Write one capture a venue and return their paths; the same seed and length give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    chance, paths = random.Random(seed), []
    for venue, quote in _QUOTES.items():
        trades = [
            made
            for base, price in _COINS.items()
            for made in _walk(chance, f"{base}{_GLUE[venue]}{quote}", price, minutes * 60)
        ]
        trades.sort(key=lambda made: (made.at, made.symbol))
        path = folder / f"{venue}.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in _lines(venue, trades)))
        paths.append(path)
    return paths


def _walk(chance: random.Random, symbol: str, price: Decimal, seconds: float) -> Iterator[_Made]:
    at, number = _START, _FIRST_ID
    while (at := at + chance.expovariate(1 / _BETWEEN)) < _START + seconds:
        price = (price * Decimal(1 + chance.gauss(0, _STEP))).quantize(_CENT)
        size = Decimal(chance.uniform(0.001, _LARGEST)).quantize(Decimal("0.0001"))
        # Binance's times are milliseconds.
        yield _Made(round(at, 3), symbol, number, price, size, chance.random() < 0.5)  # noqa: PLR2004 - a coin's toss
        number += 1


def _lines(venue: str, trades: list[_Made]) -> Iterator[dict[str, Any]]:
    yield {
        "capture": 1,
        "venue": venue,
        "protocol": _PROTOCOLS[venue],
        "source": "made by the drill from a seed",
        "frames": len(trades),
    }
    write = {"binance": _binance, "coinbase": _coinbase, "kraken": _kraken}[venue]
    for made in trades:
        yield {"t": made.at, "frame": json.dumps(write(made), separators=(",", ":"), default=float)}


def _binance(made: _Made) -> dict[str, Any]:
    ms = round(made.at * 1_000)
    return {
        "stream": f"{made.symbol.lower()}@aggTrade",
        "data": {
            "e": "aggTrade",
            "E": ms,
            "s": made.symbol,
            "a": made.number,
            "p": str(made.price),
            "q": str(made.size),
            "f": made.number,
            "l": made.number,
            "T": ms,
            "m": made.is_sell,
            "M": True,
        },
    }


def _coinbase(made: _Made) -> dict[str, Any]:
    return {
        "type": "match",
        "trade_id": made.number,
        "maker_order_id": "00000000-0000-4000-8000-000000000001",
        "taker_order_id": "00000000-0000-4000-8000-000000000002",
        "side": "buy" if made.is_sell else "sell",
        "size": str(made.size),
        "price": str(made.price),
        "product_id": made.symbol,
        "sequence": made.number,
        "time": _time(made.at),
    }


def _kraken(made: _Made) -> dict[str, Any]:
    row = {
        "symbol": made.symbol,
        "side": "sell" if made.is_sell else "buy",
        "price": made.price,
        "qty": made.size,
        "ord_type": "limit",
        "trade_id": made.number,
        "timestamp": _time(made.at),
    }
    return {"channel": "trade", "type": "update", "data": [row]}


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
