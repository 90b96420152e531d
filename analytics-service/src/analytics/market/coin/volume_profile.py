"""Volume by price, from candles: each one's volume is spread evenly between its low and its high. No I/O, no clock."""

from typing import Final

import msgspec
import numpy as np

from analytics.indicators.series import Floats
from analytics.market.candles.columns import CandleColumns

VALUE_AREA: Final = 0.7
"""The share of the volume that the value area holds at least."""


class Profile(msgspec.Struct, frozen=True):
    """`edges` is one longer than `volumes`; `poc` is the fullest bin, [area_start, area_end) the value area."""

    edges: tuple[float, ...]
    volumes: tuple[float, ...]
    poc: int
    area_start: int
    area_end: int

    @property
    def total(self) -> float:
        return sum(self.volumes)

    @property
    def area_share(self) -> float:
        return sum(self.volumes[self.area_start : self.area_end]) / self.total


def volume_profile(candles: CandleColumns, bins: int) -> Profile | None:
    """None without any volume. At one price alone there is one bin, as wide as nothing."""
    volume = np.where(np.isfinite(candles.volumes), candles.volumes, 0.0)
    traded = volume > 0
    if not traded.any():
        return None
    lows, highs, volume = candles.lows[traded], candles.highs[traded], volume[traded]
    bottom, top = float(lows.min()), float(highs.max())
    if bottom == top:
        return Profile((bottom, top), (float(volume.sum()),), 0, 0, 1)
    edges = np.linspace(bottom, top, bins + 1)
    volumes = np.diff(_below(edges, lows, highs, volume))
    poc = int(volumes.argmax())
    start, end = value_area(volumes, poc)
    return Profile(tuple(edges.tolist()), tuple(volumes.tolist()), poc, start, end)


def _below(prices: Floats, lows: Floats, highs: Floats, volume: Floats) -> Floats:
    """How much was traded below each price; at the last one, all of it."""
    below = np.empty(len(prices))
    width = highs - lows
    for at, price in enumerate(prices[:-1]):
        share = np.where(width > 0, (price - lows) / np.where(width > 0, width, 1.0), lows < price)
        below[at] = volume @ np.clip(share, 0.0, 1.0)
    below[-1] = volume.sum()
    return below


def value_area(volumes: Floats, poc: int) -> tuple[int, int]:
    """[start, end) of the bins: from the fullest one outwards, the fuller neighbour first, until 70 % are in."""
    wanted, start, end = VALUE_AREA * float(volumes.sum()), poc, poc + 1
    held = float(volumes[poc])
    while held < wanted and (start > 0 or end < len(volumes)):
        below = float(volumes[start - 1]) if start > 0 else -1.0
        above = float(volumes[end]) if end < len(volumes) else -1.0
        if above >= below:
            held, end = held + above, end + 1
        else:
            held, start = held + below, start - 1
    return start, end
