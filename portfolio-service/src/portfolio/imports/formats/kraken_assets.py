"""What Kraken calls assets: `XXBT`, `ZEUR`, `DOT.S`; and pairs without a separator. No I/O."""

import re
from typing import Final

from portfolio.imports.drafts import UnreadableRowError

_OTHER_NAMES: Final = {"XBT": "BTC", "XDG": "DOGE", "ETH2": "ETH"}
_OLD_COINS: Final = ("ETC", "ETH", "LTC", "MLN", "REP", "XBT", "XDG", "XLM", "XMR", "XRP", "ZEC")
_OLD_MONEY: Final = ("AUD", "CAD", "EUR", "GBP", "JPY", "USD")
_OLD: Final = {f"X{name}": name for name in _OLD_COINS} | {f"Z{name}": name for name in _OLD_MONEY}
_STAKED: Final = re.compile(r"(\d\d)?\.[A-Z]$")
"""`.S` `.M` `.F` `.B` `.P`: the same asset, put to some use; `DOT28.S` for 28 days."""
_QUOTES: Final = tuple(
    sorted(
        (
            *("AED", "AUD", "CAD", "CHF", "DAI", "ETH", "EUR", "EURQ", "EURR", "GBP", "JPY", "PYUSD", "RLUSD"),
            *("USD", "USDC", "USDQ", "USDT", "XBT", "XETH", "XXBT"),
            *(f"Z{name}" for name in _OLD_MONEY),
        ),
        key=len,
        reverse=True,
    )
)


def asset(name: str) -> str:
    plain = _STAKED.sub("", name.strip().upper())
    plain = _OLD.get(plain, plain)
    return _OTHER_NAMES.get(plain, plain)


def pair(name: str) -> tuple[str, str]:
    """Base and quote of `XXBTZUSD`, `XBTUSDT`, `SOL/USD`.

    Raises:
        UnreadableRowError: its quote is not known.
    """
    plain = name.strip().upper()
    if "/" in plain:
        base, _, quote = plain.partition("/")
        return asset(base), asset(quote)
    for quote in _QUOTES:
        base = plain.removesuffix(quote)
        if base and base != plain and not (quote.startswith("Z") and base not in _OLD and len(base) < len(quote)):
            return asset(base), asset(quote)
    raise UnreadableRowError(f"pair: “{name}” is no pair that is known")
