"""What is answered about one coin or two. Unknown is null with a reason; `n` is what a figure was made of."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval

from analytics.api.answers import Freshness
from analytics.engine.reasons import FigureReason

Band = tuple[DecimalText, DecimalText]
"""Low and high end of a 95 % interval."""


class PairItem(BaseModel):
    """A figure of two coins at a common open time."""

    open_time: datetime
    value: DecimalText | None
    interval_95: Band | None
    n: int
    warm: bool
    status: CandleStatus
    reason: FigureReason | None


class PairPage(Freshness):
    """Newest first; each value is of the last `period` common returns up to its open time."""

    coin_id_1: str
    coin_id_2: str
    instrument_id_1: str
    instrument_id_2: str
    interval: Interval
    period: int
    items: list[PairItem]
    next: str | None


class VolatilityLevel(StrEnum):
    CALM = "calm"
    NORMAL = "normal"
    ELEVATED = "elevated"
    EXTREME = "extreme"


class Quantile(BaseModel):
    percent: int
    value: DecimalText


class Regime(Freshness):
    """The newest realised volatility (annualised), and the share of its own history that was lower.

    `n`: values of the history; they overlap, so `independent_n` says how many windows stand beside each other.
    """

    coin_id: str
    instrument_id: str
    interval: Interval
    period: int
    regime: VolatilityLevel | None
    volatility: DecimalText | None
    percentile: DecimalText | None
    n: int
    independent_n: int
    excluded_partial: int
    status: CandleStatus | None
    history_start: datetime | None
    history_end: datetime | None
    quantiles: list[Quantile]


class SeasonBy(StrEnum):
    HOUR = "hour"
    WEEKDAY = "weekday"
    SESSION = "session"


class Season(BaseModel):
    """Mean of the log returns in it. `significant`: not 0 at 95 % even though all buckets are looked at together."""

    bucket: str
    mean_return_percent: DecimalText | None
    interval_95: Band | None
    n: int
    significant: bool
    reason: FigureReason | None


class SeasonVerdict(StrEnum):
    NOT_ENOUGH = "not_enough"
    NOTHING = "nothing_beyond_chance"
    SOME = "some_beyond_chance"


class Seasonality(Freshness):
    """Mean returns by hour, weekday or session (asia 00-08, europe 08-16, america 16-24) of UTC."""

    coin_id: str
    instrument_id: str
    by: SeasonBy
    start: datetime | None
    end: datetime | None
    n: int
    excluded_partial: int
    status: CandleStatus | None
    verdict: SeasonVerdict
    items: list[Season]


class PriceBin(BaseModel):
    """[low, high); `share_percent` of the whole volume."""

    low: DecimalText
    high: DecimalText
    volume: DecimalText
    share_percent: DecimalText


class VolumeProfile(Freshness):
    """Volume by price: each candle's is spread evenly between its low and high.

    `point_of_control` is the middle of the fullest bin; the value area around it holds at least 70 % of the volume.
    """

    coin_id: str
    instrument_id: str
    interval: Interval
    start: datetime
    end: datetime
    n: int
    status: CandleStatus | None
    volume: DecimalText | None
    point_of_control: DecimalText | None
    value_area_low: DecimalText | None
    value_area_high: DecimalText | None
    value_area_percent: DecimalText | None
    items: list[PriceBin]
