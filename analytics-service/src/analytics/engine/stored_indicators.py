"""The indicators that are stored for every closed candle: their values as rows and as events. No I/O and no clock."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import isnan
from typing import NamedTuple, TypeVar

from shared.events import IndicatorV1
from shared.events.values import CandleStatus

from analytics.engine.rings import SeriesKey
from analytics.indicators.decimals import decimal
from analytics.indicators.registry import Indicator
from analytics.indicators.series import STATUSES, CandleSeries
from analytics.settings import Settings

T = TypeVar("T")


class StoredValue(NamedTuple):
    """An indicator at one candle."""

    key: SeriesKey
    indicator: Indicator
    open_time_us: int
    value: float | None
    n: int
    warm: bool
    status: CandleStatus


def stored_indicators(settings: Settings) -> tuple[Indicator, ...]:
    return (
        Indicator("sma", settings.sma_period),
        Indicator("ema", settings.ema_period),
        Indicator("realized_volatility", settings.volatility_period),
    )


def values(key: SeriesKey, series: CandleSeries, indicator: Indicator, since_us: int) -> Iterator[StoredValue]:
    """The indicator at `since_us` and later, oldest first."""
    part = series.since(since_us)
    points = indicator.of(series)
    columns = (series.open_times_us, points.value, points.n, points.warm, points.ranks)
    for at, value, n, warm, rank in zip(*(column[part].tolist() for column in columns), strict=True):
        yield StoredValue(key, indicator, at, None if isnan(value) else value, n, warm, STATUSES[rank])


def event(value: StoredValue, revision: int, as_of_us: int) -> IndicatorV1:
    return IndicatorV1(
        instrument_id=value.key.instrument_id,
        coin_id=value.key.coin_id,
        name=value.indicator.name,
        params=value.indicator.params,
        interval=value.key.interval,
        open_time_us=value.open_time_us,
        value=decimal(value.value),
        n=value.n,
        warm=value.warm,
        status=value.status,
        revision=revision,
        as_of_us=as_of_us,
    )


def chunks(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
