"""An indicator's values as they are answered and cached. No I/O and no clock."""

from decimal import Decimal
from typing import Final

import msgspec
from shared.events.values import CandleStatus

from analytics.indicators.columns import IndicatorColumns, Unknown
from analytics.indicators.decimals import decimal
from analytics.indicators.definition import Definition
from analytics.indicators.series import STATUSES, CandleSeries

_REASONS: Final = {
    Unknown.KNOWN: None,
    Unknown.WARMING_UP: "warming_up",
    Unknown.UNKNOWN_INPUT: "unknown_input",
    Unknown.BEFORE_ANCHOR: "before_anchor",
}


class IndicatorPoint(msgspec.Struct, frozen=True, gc=False):
    """`values` are those of the outputs, in their order; all None where `reason` says why."""

    open_time_us: int
    values: tuple[Decimal | None, ...]
    n: int
    warm: bool
    status: CandleStatus
    reason: str | None = None

    @property
    def value(self) -> Decimal | None:
        """The first output."""
        return self.values[0]


def points(
    series: CandleSeries, definition: Definition, figure: IndicatorColumns, part: slice
) -> tuple[IndicatorPoint, ...]:
    """The figure at the candles of `part`, newest first."""
    outputs = zip(*(output[part].tolist() for output in figure.values), strict=True)
    rows = zip(
        series.open_times_us[part].tolist(),
        outputs,
        figure.n[part].tolist(),
        figure.warm[part].tolist(),
        figure.ranks[part].tolist(),
        figure.unknown[part].tolist(),
        strict=True,
    )
    found = [
        IndicatorPoint(
            at, tuple(map(decimal, values)), n, warm, STATUSES[rank], reason_of(definition, Unknown(unknown))
        )
        for at, values, n, warm, rank, unknown in rows
    ]
    return tuple(reversed(found))


def reason_of(definition: Definition, unknown: Unknown) -> str | None:
    return definition.undefined if unknown is Unknown.UNDEFINED else _REASONS[unknown]
