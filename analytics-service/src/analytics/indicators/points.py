"""An indicator's values as they are answered and cached. No I/O and no clock."""

from decimal import Decimal

import msgspec
from shared.events.values import CandleStatus

from analytics.indicators.decimals import decimal
from analytics.indicators.series import STATUSES, CandleSeries, IndicatorColumns


class IndicatorPoint(msgspec.Struct, frozen=True, gc=False):
    open_time_us: int
    value: Decimal | None
    n: int
    warm: bool
    status: CandleStatus


def points(series: CandleSeries, figure: IndicatorColumns, part: slice) -> tuple[IndicatorPoint, ...]:
    """The figure at the candles of `part`, newest first."""
    rows = zip(
        series.open_times_us[part].tolist(),
        figure.value[part].tolist(),
        figure.n[part].tolist(),
        figure.warm[part].tolist(),
        figure.ranks[part].tolist(),
        strict=True,
    )
    found = [IndicatorPoint(at, decimal(value), n, warm, STATUSES[rank]) for at, value, n, warm, rank in rows]
    return tuple(reversed(found))
