"""Why a figure is unknown or old. No I/O and no clock."""

from enum import StrEnum


class FigureReason(StrEnum):
    """Why a figure is unknown or old, in the words of the contract where it has one."""

    NO_DATA = "no_data"
    NO_RATE = "no_rate"
    VENUE_STALE = "venue_stale"
    WARMING_UP = "warming_up"
    NO_VARIANCE = "no_variance"
    NOT_ENOUGH = "not_enough"
    """The sample is too small for the figure to mean anything."""
    NO_COMMON_START = "no_common_start"
    """There is no time at which all the coins have a candle."""
    NO_VOLUME = "no_volume"
    """Nothing was traded in the candles that it is of."""
    UNKNOWN_INPUT = "unknown_input"
    """A candle lacks what it is made of: the taker's side of the volume, for one."""
    BEFORE_ANCHOR = "before_anchor"
