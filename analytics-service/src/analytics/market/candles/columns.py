"""Closed candles of one instrument with all that figures need of them. No I/O and no clock."""

from dataclasses import dataclass

import numpy as np
from shared.events.values import CandleStatus

from analytics.indicators.series import STATUSES, Floats, Integers, Ranks


@dataclass(frozen=True, slots=True)
class CandleColumns:
    """Oldest first, one entry a candle. `quote_volumes` and `usd_volumes` are NaN where they are not known."""

    open_times_us: Integers
    opens: Floats
    highs: Floats
    lows: Floats
    closes: Floats
    volumes: Floats
    quote_volumes: Floats
    usd_volumes: Floats
    ranks: Ranks
    as_of_us: int | None
    """When the newest input of any of them was received."""

    def __len__(self) -> int:
        return len(self.open_times_us)

    @property
    def usd_closes(self) -> Floats:
        """Closes at the mean USD rate of each candle; NaN where it is not known."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.closes * (self.usd_volumes / self.quote_volumes)

    @property
    def status(self) -> CandleStatus | None:
        """The worst of all; None without any."""
        return worst_status(self.ranks)


def empty() -> CandleColumns:
    nothing = np.empty(0)
    return CandleColumns(
        np.empty(0, dtype=np.int64),
        *(nothing,) * 7,
        ranks=np.empty(0, dtype=np.int8),
        as_of_us=None,
    )


def worst_status(ranks: Ranks) -> CandleStatus | None:
    return STATUSES[int(ranks.max())] if ranks.size else None
