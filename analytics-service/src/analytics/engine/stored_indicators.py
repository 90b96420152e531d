"""The indicators that are stored for every closed candle: their values as rows and as events. No I/O and no clock."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import isnan
from typing import NamedTuple, TypeVar

from shared.events import IndicatorV1
from shared.events.values import CandleStatus

from analytics.engine.rings import SeriesKey
from analytics.indicators.columns import Unknown
from analytics.indicators.decimals import decimal
from analytics.indicators.points import reason_of
from analytics.indicators.registry import Indicator
from analytics.indicators.series import STATUSES, CandleSeries
from analytics.indicators.specs import parse
from analytics.settings import Settings

T = TypeVar("T")


class StoredValue(NamedTuple):
    """An indicator at one candle: the values of its outputs, all None where `reason` says why."""

    key: SeriesKey
    indicator: Indicator
    open_time_us: int
    values: tuple[float | None, ...]
    n: int
    warm: bool
    status: CandleStatus
    reason: str | None

    @property
    def value(self) -> float | None:
        """Of an indicator with one output."""
        return self.values[0] if len(self.values) == 1 else None

    @property
    def outputs(self) -> tuple[float | None, ...] | None:
        """Of an indicator with several outputs."""
        return self.values if len(self.values) > 1 else None


def stored_indicators(settings: Settings) -> tuple[Indicator, ...]:
    """What the setting names.

    Raises:
        ValueError: it names what is none, or what cannot be stored: a figure of two coins, or one with an anchor.
    """
    found = tuple(dict.fromkeys(map(parse, settings.stored_indicators)))
    for one in found:
        if one.benchmark is not None:
            raise ValueError(f"{one.spec} is of two coins, whose candles come apart: it is computed on request only")
        if one.anchor_us is not None:
            raise ValueError(f"{one.spec} depends on ever more candles: it is computed on request only")
    return found


def values(key: SeriesKey, series: CandleSeries, indicator: Indicator, since_us: int) -> Iterator[StoredValue]:
    """The indicator at `since_us` and later, oldest first."""
    part, figure = series.since(since_us), indicator.of(series)
    outputs = zip(*(output[part].tolist() for output in figure.values), strict=True)
    columns = (series.open_times_us, figure.n, figure.warm, figure.ranks, figure.unknown)
    rows = zip(outputs, *(column[part].tolist() for column in columns), strict=True)
    for found, at, n, warm, rank, unknown in rows:
        known = tuple(None if isnan(value) else value for value in found)
        reason = reason_of(indicator.definition, Unknown(unknown))
        yield StoredValue(key, indicator, at, known, n, warm, STATUSES[rank], reason)


def event(value: StoredValue, revision: int, as_of_us: int) -> IndicatorV1:
    outputs = None
    if value.outputs is not None:
        outputs = dict(zip(value.indicator.definition.outputs, map(decimal, value.outputs), strict=True))
    return IndicatorV1(
        instrument_id=value.key.instrument_id,
        coin_id=value.key.coin_id,
        name=value.indicator.name,
        params=value.indicator.params,
        interval=value.key.interval,
        open_time_us=value.open_time_us,
        value=decimal(value.value),
        outputs=outputs,
        n=value.n,
        warm=value.warm,
        status=value.status,
        reason=value.reason,
        revision=revision,
        as_of_us=as_of_us,
    )


def chunks(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
