"""Coins by any figure."""

from math import isnan
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.errors import InvalidFieldError, UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval
from shared.http.cursors import CursorText, ListCursor
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
from analytics.market.screener.screen import first_after

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
    """`matches` of `coins` looked at; `items` are a page of them."""

    interval: Interval
    where: str | None
    sort: str
    columns: list[ScreenColumn]
    coins: int
    matches: int
    items: list[ScreenedCoin]
    next: str | None


class ScreenKey(NamedTuple):
    """The last coin of a page: its figure that is sorted by, None if unknown."""

    value: float | None
    coin_id: str


_CURSOR: Final = ListCursor("screen", ScreenKey)

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
    cursor: CursorText = None,
) -> Screen:
    """List the coins that match, with any figure of market or indicator; unknown ones are last and never match."""
    query, last = _query(where, sort, columns, interval), _CURSOR.read(cursor, where, sort, interval)
    found = await market.screen(query, interval)
    revalidate(response)
    # A coin's price is renewed each minute at least; without one its candles say how old it is.
    ages = Ages(settings, Interval.MINUTE if any(one.is_of_windows for one in query.figures) else interval)
    page, following = _CURSOR.cut(
        _after(found, query, last)[: limit + 1], limit, lambda at: _key(found, query, at), where, sort, interval
    )
    known = [at for at in found.as_of_us if at is not None]
    return Screen(
        **ages.of(known, None if known else FigureReason.NO_DATA),
        interval=interval,
        where=where,
        sort=sort,
        columns=[ScreenColumn(figure=one.name, label=one.label, unit=one.unit) for one in query.columns],
        coins=len(found.coins),
        matches=len(found.matching),
        items=[_coin(found, at, query, ages) for at in page],
        next=following,
    )


def _query(where: str | None, sort: str, columns: str | None, interval: Interval) -> ScreenQuery:
    try:
        return parse_query(where, sort, columns, interval)
    except QueryError as error:
        raise InvalidFieldError(error.field, str(error)) from None


def _after(found: Screened, query: ScreenQuery, last: ScreenKey | None) -> list[int]:
    if last is None:
        return found.matching
    ids = [coin.coin_id for coin in found.coins]
    position = ids.index(last.coin_id) if last.coin_id in ids else len(ids)
    return found.matching[first_after(query, found.figures, found.matching, last.value, position) :]


def _key(found: Screened, query: ScreenQuery, at: int) -> ScreenKey:
    value = float(found.figures[query.sort.name].values[at])
    return ScreenKey(None if isnan(value) else value, found.coins[at].coin_id)


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
