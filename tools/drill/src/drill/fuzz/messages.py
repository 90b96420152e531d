"""Stream messages made from pieces that a session could stumble over. Pure: a seed gives the same ones everywhere."""

import json
from random import Random
from typing import Any, Final

_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    2**70,
    -(2**70),
    1.5,
    1e308,
    "",
    "x",
    "\x00",
    "\ud800",
    "测试币",
    "x" * 2_000,
    [],
    [[]],
    {},
    {"op": "ping"},
)
_NAMES: Final = (
    "price:bitcoin",
    "price:BTC",
    "trades:bitcoin",
    "candles:bitcoin:1m",
    "candles:bitcoin:1m:BTC-USD.KRAKEN",
    "candles:bitcoin:9m",
    "candles:bitcoin:1m:x",
    "venues",
    "venues:",
    "account",
    "indicators:bitcoin",
    "price:",
    "price:..",
    "price:../../coins",
    "price:a/b",
    'price:"',
    "price:\u2028",
    "price:测试币456",
    "price:nothing-at-all",
    ":::",
    "",
)
_OPERATIONS: Final = ("subscribe", "unsubscribe", "ping", "auth", "Subscribe", "fly", "", None, 5, ["ping"])
_RAW: Final = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"op"',
    b"\xef\xbb\xbf{}",
    b"[" * 20_000,
    b'{"op":' * 5_000,
    b'{"op":"ping","id":' + b"9" * 5_000 + b"}",
    b'{"op":"ping","id":1e999}',
    b'{"op":"ping","op":"fly"}',
    b'{"op":"ping","id":"\\ud800"}',
    b"\x00" * 100,
)


def message_bytes(random: Random) -> bytes:
    """One message; it is no longer than a session takes."""
    if random.random() < 0.2:  # noqa: PLR2004 - some are no JSON at all
        return random.choice(_RAW)
    message: dict[str, Any] = {"op": random.choice(_OPERATIONS), "id": random.choice(_VALUES)}
    for field, value in (
        ("channels", _channels(random)),
        ("resume", _resume(random)),
        ("token", "x.y.z"),
        ("api_key", "k"),
    ):
        if random.random() < 0.5:  # noqa: PLR2004 - half the fields
            message[field] = value if random.random() < 0.8 else random.choice(_VALUES)  # noqa: PLR2004 - mostly of the right type
    raw = json.dumps(message).encode()
    if random.random() < 0.1:  # noqa: PLR2004 - and some are cut
        raw = raw[: random.randrange(len(raw))]
    return raw


def _channels(random: Random) -> list[Any]:
    names: list[Any] = random.choices(_NAMES, k=random.randrange(30))
    return [*names, random.choice(_VALUES)] if random.random() < 0.1 else names  # noqa: PLR2004 - rarely of the wrong type


def _resume(random: Random) -> dict[str, Any]:
    seqs = {name: random.choice((0, -5, 10**9, 2**63, 2**80)) for name in random.choices(_NAMES, k=random.randrange(8))}
    return {"stream": random.choice(("", "x", "0" * 32)), "channels": seqs}
