"""Compute the figures of the most popular coins into the cache at the start, before the first request."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

from shared.errors import DatabaseAwayError, UnknownCoinError
from shared.events.values import Interval, Venue
from shared.logging import get_logger

from analytics.api.figure_reader import FigureReader
from analytics.api.popularity import Popularity
from analytics.engine.indicator_page import PageQuery
from analytics.indicators.registry import indicator

log = get_logger(__name__)

_SAVE_SECONDS: Final = 10
_COINS: Final = 16
# Without any count yet: what the dashboard shows first.
_USUAL: Final = ("bitcoin", "ethereum")
_QUERIES: Final = (
    PageQuery((indicator("sma", 20),), Interval.MINUTE),
    PageQuery((indicator("realized_volatility", 30),), Interval.MINUTE),
)


async def keep_warm(figures: FigureReader, popularity: Popularity) -> None:
    """Warm once, then save the counts of `popularity` until cancelled. A background job."""
    await warm(figures, await popularity.most_popular(_COINS) or _USUAL)
    while True:
        await asyncio.sleep(_SAVE_SECONDS)
        await popularity.save()


def _same(query: PageQuery, _instrument_id: str) -> PageQuery:
    return query


async def warm(figures: FigureReader, coin_ids: Sequence[str]) -> None:
    """Compute what a page of the dashboard requests first, one coin after the other: requests go before."""
    for coin_id in coin_ids:
        try:
            await figures.summary(coin_id, Venue.COMPOSITE, None, Interval.HOUR)
            for query in _QUERIES:
                await figures.page(coin_id, Venue.COMPOSITE, None, partial(_same, query))
        except UnknownCoinError:
            log.info("popular coin is not known any more", coin_id=coin_id)
        except DatabaseAwayError:
            log.warning("nothing warmed, the database is away")
            return
