"""When what is smoothed without end no longer shows where it began. No I/O and no clock.

An average with alpha = 2 / (period + 1) forgets a factor of e in about period / 2 steps; Wilder's, with alpha =
1 / period, in period steps.
"""

from typing import Final

EMA_WARM: Final = 15
"""An EMA is warm from 15 · period closes on: its seed weighs e^-30 there, and no longer shows at 1e-9."""
EMA_LOOK_BACK: Final = 24
"""An EMA computed from the last 24 · period closes equals the one since the start: what is older weighs e^-48."""
WILDER_WARM: Final = 2 * EMA_WARM
WILDER_LOOK_BACK: Final = 2 * EMA_LOOK_BACK
