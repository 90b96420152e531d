"""One value of an indicator at one candle. The highest `revision` is the newest state."""

from decimal import Decimal

import msgspec

from shared.events.values import CandleStatus, Interval


class IndicatorV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`params` is the text that names its parameters in the table: `period=20`. `value` is None until warm enough.

    An indicator with several outputs, such as `bb`, has them by name in `outputs`, and no `value`. `reason` says why
    there is none.
    """

    instrument_id: str
    coin_id: str
    name: str
    params: str
    interval: Interval
    open_time_us: int
    value: Decimal | None
    n: int
    warm: bool
    status: CandleStatus
    revision: int
    as_of_us: int | None = None
    outputs: dict[str, Decimal | None] | None = None
    reason: str | None = None
