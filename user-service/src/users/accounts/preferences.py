"""Preferences of an account. No I/O."""

from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Palette(StrEnum):
    """The colour of up, then of down."""

    GREEN_RED = "green-red"
    RED_GREEN = "red-green"
    BLUE_ORANGE = "blue-orange"


class DefaultRange(StrEnum):
    HOUR = "1H"
    DAY = "24H"
    WEEK = "7D"
    MONTH = "1M"


class ShownTimeZone(StrEnum):
    UTC = "utc"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The defaults hold until their owner sets something else."""

    theme: Theme = Theme.SYSTEM
    palette: Palette = Palette.GREEN_RED
    currency: str = "USD"
    email_security: bool = True
    email_alerts: bool = True
    default_coin: str = "bitcoin"
    default_range: DefaultRange = DefaultRange.DAY
    time_zone: ShownTimeZone = ShownTimeZone.UTC
    chart_indicators: str = "sma:20,ema:50"
    """The indicators on the chart of a coin, in their order, as its URL has them; `none` for none."""
    large_trades: str = "auto"
    """US dollars from which on a trade is large; `auto`: by the coin's own trades."""
