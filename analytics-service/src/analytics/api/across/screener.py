"""Coins by any figure."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.errors import InvalidFieldError, UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.across.deps import MarketDep
from analytics.api.across.figures import Ages, status
from analytics.api.answers import Freshness
from analytics.api.deps import SettingsDep
from analytics.api.parameters import CandleInterval
from analytics.engine.reasons import FigureReason
from analytics.indicators.decimals import decimal
from analytics.market.screener.frame import NO_RANK, FigureColumn
from analytics.market.screener.query import QueryError, ScreenQuery, parse_query
from analytics.market.screener.reading import Screened

router = APIRouter(prefix="/analytics", tags=["analytics across coins"])

_COST: Final = row_cost(PerUnit("limit", 1), rows=100)
_LONGEST: Final = 2_000


class ScreenColumn(BaseModel):
    figure: str
    label: str
    unit: str


class ScreenFigure(BaseModel):
    """`n` of an EMA counts the closes since the start of the series."""

    value: DecimalText | None
    n: int
    warm: bool
    status: CandleStatus | None
    reason: FigureReason | None


class ScreenedCoin(Freshness):
    """`figures` by the name of the column."""

    coin_id: str
    symbol: str
    name: str
    market_cap_rank: int | None
    instrument_id: str
    figures: dict[str, ScreenFigure]


class Screen(Freshness):
    """`matches` of `coins` looked at; `items` are the first of them."""

    interval: Interval
    where: str | None
    sort: str
    columns: list[ScreenColumn]
    coins: int
    matches: int
    items: list[ScreenedCoin]


Where = Annotated[
    str | None,
    Query(
        max_length=_LONGEST,
        description="Conditions that all hold: figure, `<` `<=` `>` `>=`, a number or another figure",
        examples=["rsi:14<30,change_24h_percent>5,price>sma:200"],
    ),
]
Columns = Annotated[
    str | None,
    Query(
        max_length=_LONGEST,
        description="Figures to give, comma separated; without it price, change_24h_percent, volume_24h, and those "
        "asked by",
        examples=["price,rsi:14,volume_24h"],
    ),
]


@router.get("/screener", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def screen_coins(
    *,
    market: MarketDep,
    settings: SettingsDep,
    response: Response,
    where: Where = None,
    interval: Annotated[CandleInterval, Query(description="Whose candles the indicators are of")] = Interval.HOUR,
    sort: Annotated[
        str, Query(max_length=100, description="A figure; with `-` the greatest first", examples=["-volume_24h"])
    ] = "-volume_24h",
    columns: Columns = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Screen:
    """List the coins that match, with any figure of market or indicator; unknown ones are last and never match."""
    query = _query(where, sort, columns, interval)
    found = await market.screen(query, interval)
    revalidate(response)
    # A coin's price is renewed each minute at least; without one its candles say how old it is.
    ages = Ages(settings, Interval.MINUTE if any(one.is_of_windows for one in query.figures) else interval)
    items = [_coin(found, at, query, ages) for at in found.matching[:limit]]
    known = [at for at in found.as_of_us if at is not None]
    return Screen(
        **ages.of(known, None if known else FigureReason.NO_DATA),
        interval=interval,
        where=where,
        sort=sort,
        columns=[ScreenColumn(figure=one.name, label=one.label, unit=one.unit) for one in query.columns],
        coins=len(found.coins),
        matches=len(found.matching),
        items=items,
    )


def _query(where: str | None, sort: str, columns: str | None, interval: Interval) -> ScreenQuery:
    try:
        return parse_query(where, sort, columns, interval)
    except QueryError as error:
        raise InvalidFieldError(error.field, str(error)) from None


def _coin(found: Screened, at: int, query: ScreenQuery, ages: Ages) -> ScreenedCoin:
    coin, as_of_us = found.coins[at], found.as_of_us[at]
    return ScreenedCoin(
        **ages.of([as_of_us], FigureReason.NO_DATA if as_of_us is None else None),
        coin_id=coin.coin_id,
        symbol=coin.symbol,
        name=coin.name,
        market_cap_rank=coin.market_cap_rank,
        instrument_id=coin.composite,
        figures={one.name: _figure(found.figures[one.name], at) for one in query.columns},
    )


def _figure(column: FigureColumn, at: int) -> ScreenFigure:
    rank = int(column.ranks[at])
    return ScreenFigure(
        value=decimal(float(column.values[at])),
        n=int(column.n[at]),
        warm=bool(column.warm[at]),
        status=status(None if rank == NO_RANK else rank),
        reason=column.reasons[at],
    )
