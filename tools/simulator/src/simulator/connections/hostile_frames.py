"""Hostile frames: broken, huge or with absurd values; none holds a valid trade. Made once a venue."""

import itertools
import random

from simulator.connections.frames import binary_frame, text_frame

_HUGE = "9" * 10_240
_DEEP = 5_000
# A usual frame is small; the huge ones are rare enough for 10 000 frames a second.
_SMALL_COPIES = 12
_TEMPLATES = {
    "binance": (
        '{{"stream":"{symbol_lower}@aggTrade","data":{{"e":"aggTrade","E":{time},"s":"{symbol}","a":{id},"p":{price},'
        '"q":{size},"f":1,"l":1,"T":{time},"m":true,"M":true}}}}'
    ),
    "coinbase": (
        '{{"type":"match","trade_id":{id},"maker_order_id":"x","taker_order_id":"y","side":"buy","size":{size},'
        '"price":{price},"product_id":"{symbol}","sequence":1,"time":{time}}}'
    ),
    "kraken": (
        '{{"channel":"trade","type":"update","data":[{{"symbol":"{symbol}","side":"buy","price":{price},"qty":{size},'
        '"ord_type":"limit","trade_id":{id},"timestamp":{time}}}]}}'
    ),
}
_NOW = {
    "binance": "1700000000000",
    "coinbase": '"2023-11-14T22:13:20.000000Z"',
    "kraken": '"2023-11-14T22:13:20.000000Z"',
}
_FAR = {
    "binance": "253402300799000",
    "coinbase": '"9999-12-31T23:59:59.999999Z"',
    "kraken": '"9999-12-31T23:59:59.999999Z"',
}


def _trade(venue: str, symbol: str, **changes: str) -> str:
    quote = "" if venue == "kraken" else '"'
    fields = {"id": "1", "price": f"{quote}1.0{quote}", "size": f"{quote}NaN{quote}", "time": _NOW[venue]}
    fields |= changes
    return _TEMPLATES[venue].format(symbol=symbol, symbol_lower=symbol.lower(), **fields)


def _small(venue: str, symbol: str) -> list[str]:
    whole = _trade(venue, symbol)
    doubled = whole[:-1] + "," + whole[1:]
    return [
        whole,
        whole[: len(whole) // 2],
        doubled,
        _trade(venue, symbol, price="NaN", size="1"),
        _trade(venue, symbol, price="Infinity", size="-1"),
        _trade(venue, symbol, price='"-1"', size='"1"'),
        _trade(venue, symbol, price='"\\u0000"', size='"1\\u00002"'),
        _trade(venue, symbol, size='"1"', price='"1"', time=_FAR[venue]),
        _trade(venue, symbol, size="null", price="[]", time="{}"),
        _trade(venue, symbol, id='"\\u0000"'),
        _trade(venue, "\\u0000\\ud800"),
        _trade(venue, symbol).replace("a", "\x00"),
        "",
        "null",
        "[]",
        "{}",
        '"text"',
        "-0",
        "{" * 20,
        '{"type":"unheard_of","channel":"unheard_of","e":"unheard_of"}',
        "\ufeff{}",
    ]


def _large(venue: str, symbol: str) -> list[str]:
    return [
        _trade(venue, symbol, price=_HUGE),
        _trade(venue, symbol, size=f'"{_HUGE}"'),
        _trade(venue, symbol, id=_HUGE),
        _trade(venue, symbol, time=_HUGE),
        _trade(venue, symbol, price=f"1e{_HUGE[:400]}"),
        "[" * _DEEP + "]" * _DEEP,
        '{"data":' * _DEEP,
        f'{{"{_HUGE}":"{_HUGE}"}}',
    ]


def hostile_frames(venue: str, symbol: str, seed: int) -> "itertools.cycle[bytes]":
    """Encoded WebSocket frames without end, in an order decided by the seed."""
    small = [text_frame(text.encode()) for text in _small(venue, symbol)]
    small += [binary_frame(bytes(range(256))), binary_frame(b"")]
    large = [text_frame(text.encode()) for text in _large(venue, symbol)]
    frames = small * _SMALL_COPIES + large
    random.Random(seed).shuffle(frames)
    return itertools.cycle(frames)
