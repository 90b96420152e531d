"""The indicators there are, and several of them over one coin's candles."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.clock import from_us
from shared.errors import InvalidFieldError, UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval, Venue
from shared.http.cursors import Page
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import keep_for, revalidate

from analytics.api.answers import Freshness
from analytics.api.deps import FiguresDep, SettingsDep
from analytics.api.figure_list import FigureList
from analytics.api.parameters import AtVenue, CandleInterval, CoinId, InRange, InstrumentId
from analytics.engine.indicator_page import IndicatorPage
from analytics.engine.reach import check_reach, reach_costs
from analytics.engine.reasons import FigureReason
from analytics.indicators.definition import Definition, Parameter, ParameterKind, Sample, Unit
from analytics.indicators.points import IndicatorPoint
from analytics.indicators.registry import DEFINITIONS, Indicator, indicator
from analytics.indicators.series import STATUSES
from analytics.indicators.specs import SpecError, parse_set

router = APIRouter(prefix="/analytics/indicators", tags=["analytics"])

_MOST_AT_ONCE: Final = 16
_REGISTRY_SECONDS: Final = 3_600
_COST: Final = row_cost(PerUnit("limit", 2), *reach_costs("set"), rows=30)

SetText = Annotated[
    str,
    Query(
        alias="set",
        min_length=1,
        max_length=400,
        description="Which indicators: name, then parameters in the registry's order, each after a colon; what is left "
        "out at the end is the usual value. Commas between them",
        examples=["rsi:14,macd:12:26:9,bb:20:2"],
    ),
]


class IndicatorParameter(BaseModel):
    """`kind`: `integer`, `number`, `time` (Unix seconds), or `coin` (a coin_id: it has no `min` and `max`)."""

    name: str
    kind: ParameterKind
    default: int | str
    min: int | str | None
    max: int | str | None

    @classmethod
    def of(cls, parameter: Parameter) -> "IndicatorParameter":
        return cls(
            name=parameter.name,
            kind=parameter.kind,
            default=_text(parameter.default),
            min=None if parameter.least is None else _text(parameter.least),
            max=None if parameter.most is None else _text(parameter.most),
        )


class IndicatorKind(BaseModel):
    """One indicator of the registry.

    `spec`: what `set` is to hold, with the usual parameters. `unit`: what its values are in; `price` is drawn over the
    candles. `look_back`: how many candles before its own a value with the usual parameters depends on, at most.
    `sample`: of `candles`, a missing one is passed over; of `segments`, it begins anew after one; of `returns`, a
    missing candle adds none.
    """

    name: str
    label: str
    spec: str
    unit: Unit
    inputs: list[str]
    params: list[IndicatorParameter]
    outputs: list[str]
    look_back: int
    sample: Sample

    @classmethod
    def of(cls, definition: Definition) -> "IndicatorKind":
        usual = indicator(definition.name)
        return cls(
            name=definition.name,
            label=definition.label,
            spec=usual.spec,
            unit=definition.unit,
            inputs=list(definition.inputs),
            params=[IndicatorParameter.of(parameter) for parameter in definition.parameters],
            outputs=list(definition.outputs),
            look_back=max(usual.look_back(interval) for interval in Interval),
            sample=definition.sample,
        )


class IndicatorRegistry(Page[IndicatorKind]):
    """All indicators there are."""


class IndicatorSetItem(BaseModel):
    """The figures at one closed candle, by their specs; what is unknown is null in `values` and has a reason.

    `values`: by output. `n`: how many candles, or returns, each is of; of what adds up, since it began anew. `warm` of
    what adds up: it is of all since its anchor or its block began. `status`: the worst of all candles in them.
    """

    open_time: datetime
    status: CandleStatus
    values: dict[str, dict[str, DecimalText | None]]
    n: dict[str, int]
    warm: dict[str, bool]
    reasons: dict[str, FigureReason]


class IndicatorSet(Freshness):
    """Values newest first; `next` asks for older ones. `specs` are the keys in the items, in the order of `set`."""

    coin_id: str
    instrument_id: str
    interval: Interval
    specs: list[str]
    items: list[IndicatorSetItem]
    next: str | None


@router.get("")
async def list_indicators(response: Response) -> IndicatorRegistry:
    """List the indicators there are, with their parameters."""
    keep_for(response, _REGISTRY_SECONDS)
    return IndicatorRegistry(items=[IndicatorKind.of(definition) for definition in DEFINITIONS.values()], next=None)


@router.get("/{coin_id}", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def read_indicators(
    *,
    figures: FiguresDep,
    settings: SettingsDep,
    response: Response,
    coin_id: CoinId,
    range_: InRange,
    specs: SetText,
    interval: CandleInterval = Interval.MINUTE,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> IndicatorSet:
    """List several indicators of a coin's closed candles, newest first."""
    indicators = _indicators(specs, interval)
    figure = FigureList(indicators, interval, range_)
    page = await figures.page(coin_id, venue, instrument_id, figure.query)
    revalidate(response)
    return IndicatorSet(
        **figure.answer(page, settings),
        specs=[one.spec for one in indicators],
        items=[_item(indicators, row) for row in _rows(page)],
    )


def _indicators(text: str, interval: Interval) -> tuple[Indicator, ...]:
    try:
        found = parse_set(text, _MOST_AT_ONCE)
    except SpecError as error:
        raise InvalidFieldError("set", str(error)) from error
    check_reach(found, interval)
    return found


def _rows(page: IndicatorPage) -> list[tuple[IndicatorPoint, ...]]:
    return list(zip(*page.figures, strict=True))


def _item(indicators: Sequence[Indicator], row: Sequence[IndicatorPoint]) -> IndicatorSetItem:
    cells = [(one, point) for one, point in zip(indicators, row, strict=True)]
    return IndicatorSetItem(
        open_time=from_us(row[0].open_time_us),
        status=STATUSES[max(point.status.rank for point in row)],
        values={one.spec: dict(zip(one.definition.outputs, point.values, strict=True)) for one, point in cells},
        n={one.spec: point.n for one, point in cells},
        warm={one.spec: point.warm for one, point in cells},
        reasons={one.spec: FigureReason(point.reason) for one, point in cells if point.reason is not None},
    )


def _text(value: float | str) -> int | str:
    """A whole number as such, a decimal as the contract writes decimals."""
    return value if isinstance(value, int | str) else format(Decimal(f"{value:g}"), "f")
