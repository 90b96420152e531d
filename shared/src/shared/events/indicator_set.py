"""The indicators that analytics stores and publishes where nothing else is set, and that others may rely on."""

from typing import Final

STORED_INDICATORS: Final = (
    "sma:20",
    "ema:50",
    "realized_volatility:30",
    "rsi:14",
    "macd:12:26:9",
    "bb:20:2",
    "atr:14",
)
