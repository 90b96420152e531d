"""Answer a question of the screener: the figures that it needs of all coins, then which coins match."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.market.candles.catalogue import Catalogue, ListedCoin
from analytics.market.screener.figures import Figure
from analytics.market.screener.frame import SPARE, CandleFrame, FigureColumn, WindowFrame, ranks_of_market
from analytics.market.screener.frames import ScreenFrames
from analytics.market.screener.query import ScreenQuery
from analytics.market.screener.screen import matching


@dataclass(frozen=True, slots=True)
class Screened:
    """`matching` holds positions in `coins`, sorted. `as_of_us`: when each coin's newest input was received."""

    coins: tuple[ListedCoin, ...]
    figures: dict[str, FigureColumn]
    matching: list[int]
    as_of_us: tuple[int | None, ...]


async def read_screen(
    conn: AsyncConnection, frames: ScreenFrames, catalogue: Catalogue, query: ScreenQuery, interval: Interval
) -> Screened:
    """All coins of the catalogue.

    Raises:
        UnknownCoinError: a figure compares with a coin that is none.
    """
    coins, benchmarks = catalogue.coins, _benchmarks(catalogue, query)
    names = sorted({one.window for one in query.figures if one.window is not None})
    reaches = [one.indicator.look_back(interval) + 1 + SPARE for one in query.figures if one.indicator is not None]
    windows = await frames.windows(conn, coins, names) if names else None
    candles = await frames.candles(conn, coins, interval, max(reaches)) if reaches else None
    figures = await asyncio.to_thread(_figures, coins, query, benchmarks, windows, candles)
    return Screened(coins, figures, matching(query, figures, len(coins)), _as_of(coins, windows, candles))


def _benchmarks(catalogue: Catalogue, query: ScreenQuery) -> dict[str, ListedCoin]:
    """By the name of the figure that compares with it, however that spells it."""
    named = {one.name: one.indicator.benchmark for one in query.figures if one.indicator is not None}
    return {figure: catalogue.find(coin) for figure, coin in named.items() if coin is not None}


def _figures(
    coins: Sequence[ListedCoin],
    query: ScreenQuery,
    benchmarks: Mapping[str, ListedCoin],
    windows: WindowFrame | None,
    candles: CandleFrame | None,
) -> dict[str, FigureColumn]:
    def column(figure: Figure) -> FigureColumn:
        if figure.indicator is not None and candles is not None:
            return candles.figure(figure, benchmarks.get(figure.name))
        return ranks_of_market(coins) if windows is None or figure.window is None else windows.figure(figure)

    return {figure.name: column(figure) for figure in query.figures}


def _as_of(
    coins: Sequence[ListedCoin], windows: WindowFrame | None, candles: CandleFrame | None
) -> tuple[int | None, ...]:
    prices = windows.prices if windows is not None else (None,) * len(coins)
    columns = candles.columns if candles is not None else (None,) * len(coins)
    return tuple(
        price.as_of_us if price is not None else one.as_of_us if one is not None else None
        for price, one in zip(prices, columns, strict=True)
    )
