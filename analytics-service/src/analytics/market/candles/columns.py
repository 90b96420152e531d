"""Closed candles of one instrument with all that figures need of them. No I/O and no clock."""

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from shared.events.values import CandleStatus

from analytics.indicators.series import STATUSES, Floats, Integers, Ranks


@dataclass(frozen=True, slots=True)
class CandleColumns:
    """Oldest first, one entry a candle. The last three volumes are NaN where they are not known.

    `skipped` closed candles of the stored series are older than the first one here, where that was looked up.
    """

    open_times_us: Integers
    opens: Floats
    highs: Floats
    lows: Floats
    closes: Floats
    volumes: Floats
    taker_buy_volumes: Floats
    quote_volumes: Floats
    usd_volumes: Floats
    ranks: Ranks
    as_of_us: int | None
    """When the newest input of any of them was received."""
    skipped: int = 0

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


_ARRAYS: Final = tuple(one.name for one in fields(CandleColumns) if one.name not in {"as_of_us", "skipped"})


def empty() -> CandleColumns:
    nothing = np.empty(0)
    return CandleColumns(
        np.empty(0, dtype=np.int64),
        *(nothing,) * 8,
        ranks=np.empty(0, dtype=np.int8),
        as_of_us=None,
    )


def worst_status(ranks: Ranks) -> CandleStatus | None:
    return STATUSES[int(ranks.max())] if ranks.size else None


def joined(older: CandleColumns, newer: CandleColumns, most: int) -> CandleColumns:
    """The candles of both, where both have one that of `newer`; at most the newest `most`.

    A candle that `older` has within the times of `newer`, which does not have it, is deleted.
    """
    kept = older.open_times_us < newer.open_times_us[0] if len(newer) else np.ones(len(older), dtype=np.bool_)
    columns = {name: np.concatenate([getattr(older, name)[kept], getattr(newer, name)]) for name in _ARRAYS}
    as_of = max((one.as_of_us for one in (older, newer) if one.as_of_us is not None), default=None)
    return newest(CandleColumns(**columns, as_of_us=as_of, skipped=older.skipped), most)


def newest(columns: CandleColumns, most: int) -> CandleColumns:
    """The newest `most` of them."""
    dropped = max(len(columns) - most, 0)
    arrays: dict[str, Any] = {name: getattr(columns, name)[dropped:] for name in _ARRAYS}
    return replace(columns, **arrays, skipped=columns.skipped + dropped)
