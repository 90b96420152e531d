"""What is answered about many coins. Unknown is null with a reason; `n` is what a figure was made of."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval

from analytics.api.answers import Freshness
from analytics.api.coin.answers import Band
from analytics.engine.reasons import FigureReason


class CorrelationMatrix(Freshness):
    """Rows and columns in the order of `coins`; `order` is the one in which those that move together stand together.

    The last `period` common returns of each pair. `stale_coins`: their next candle is overdue.
    """

    interval: Interval
    period: int
    coins: list[str]
    instrument_ids: list[str]
    order: list[str]
    values: list[list[DecimalText | None]]
    n: list[list[int]]
    interval_95: list[list[Band | None]]
    statuses: list[list[CandleStatus | None]]
    reasons: list[list[FigureReason | None]]
    status: CandleStatus | None
    mean: DecimalText | None
    """Of all pairs whose value is known; `mean_n` counts them."""
    mean_n: int
    stale_coins: list[str]


class ComparedCoin(BaseModel):
    """`values` are 100 * close / close at `base_time`; null where there is no candle."""

    coin_id: str
    instrument_id: str
    base_close: DecimalText | None
    change_percent: DecimalText | None
    n: int
    status: CandleStatus | None
    as_of: datetime | None
    stale: bool
    reason: FigureReason | None
    values: list[DecimalText | None]


class RebasedComparison(Freshness):
    """`base_time`: the first open time from `start` on at which every coin that has candles there has one."""

    interval: Interval
    start: datetime
    base_time: datetime | None
    times: list[datetime]
    items: list[ComparedCoin]


class Share(BaseModel):
    """`count` of `n` coins; the others do not have enough candles."""

    count: int
    n: int
    percent: DecimalText | None
    reason: FigureReason | None


class AboveAverage(Share):
    """Coins whose close is above their own average of `period` closes."""

    period: int


class Extremes(Share):
    """Coins whose newest candle went beyond all `period` before it."""

    period: int
    coins: list[str]


class LeftOut(BaseModel):
    coin_id: str
    reason: FigureReason


class Breadth(Freshness):
    """How much of the market takes part. `dispersion_percent`: deviation of the changes over 24 h between coins."""

    interval: Interval
    coins: int
    status: CandleStatus | None
    above_sma: list[AboveAverage]
    rising: Share
    falling: Share
    unchanged: Share
    new_highs: Extremes
    new_lows: Extremes
    median_change_24h_percent: DecimalText | None
    dispersion_percent: DecimalText | None
    dispersion_n: int
    left_out: list[LeftOut]


class Severity(StrEnum):
    NOTABLE = "notable"
    STRONG = "strong"
    EXTREME = "extreme"


class AnomalyKind(StrEnum):
    PRICE = "price"
    VOLUME = "volume"
    VENUE_DIVERGENCE = "venue_divergence"


class Anomaly(BaseModel):
    """`expected` is the median of the `n` candles before; `z` how many robust deviations `observed` is from it.

    `observed` and `expected` are in `unit`: `percent` (change of the close), `usd` (volume), `bp` (a venue's close
    against the composite's).
    """

    coin_id: str
    instrument_id: str
    venue: str
    kind: AnomalyKind
    open_time: datetime
    interval: Interval
    unit: str
    observed: DecimalText
    expected: DecimalText
    z: DecimalText
    n: int
    severity: Severity
    status: CandleStatus
    why: str


class Anomalies(Freshness):
    """Newest first. `coins`: how many were looked at; `not_enough`: those with too few candles to judge by."""

    interval: Interval
    start: datetime
    period: int
    coins: int
    not_enough: list[str]
    items: list[Anomaly]
    more: Annotated[int, Field(description="How many more come after these")]
    next: str | None
