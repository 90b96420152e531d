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

ALERT_INDICATORS: Final = (
    "sma:20",
    "ema:50",
    "realized_volatility:30",
    "rsi:14",
    "macd:fast=12,slow=26,signal=9:macd,signal,histogram",
    "bb:period=20,deviations=2:upper,middle,lower",
    "atr:14",
)
"""The same as events name them: name, parameters (a number alone is the period), and outputs if there are several."""
