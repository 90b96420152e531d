"""Have the figures of the most asked coins in the cache soon after the start, before anybody asks for them."""

import asyncio
from collections.abc import Sequence
from typing import Final

from shared.errors import DatabaseAwayError, UnknownCoinError
from shared.events.values import Interval, Venue
from shared.logging import get_logger

from analytics.api.figure_reader import Figures
from analytics.api.popularity import Asked
from analytics.engine.indicator_page import Wanted
from analytics.indicators.registry import Figure, Indicator

log = get_logger(__name__)

_SAVE_SECONDS: Final = 10
_COINS: Final = 16
# Where nobody has asked yet: what a page shows first.
_USUAL: Final = ("bitcoin", "ethereum")
_WANTED: Final = (
    Wanted(Indicator(Figure.SMA, 20), Interval.MINUTE),
    Wanted(Indicator(Figure.VOLATILITY, 30), Interval.MINUTE),
)


async def keep_warm(figures: Figures, asked: Asked) -> None:
    """Warm once, then save what is asked, until cancelled. A background job. What `figures` is asked does not count."""
    await warm(figures, await asked.most(_COINS) or _USUAL)
    while True:
        await asyncio.sleep(_SAVE_SECONDS)
        await asked.save()


async def warm(figures: Figures, coin_ids: Sequence[str]) -> None:
    """Ask what a page asks first, coin by coin: requests go before."""
    for coin_id in coin_ids:
        try:
            await figures.summary(coin_id, Venue.COMPOSITE, None, Interval.HOUR)
            for wanted in _WANTED:
                await figures.page(coin_id, Venue.COMPOSITE, None, wanted)
        except UnknownCoinError:
            log.info("asked for before, not known now", coin_id=coin_id)
        except DatabaseAwayError:
            log.warning("nothing warmed, the database is away")
            return
