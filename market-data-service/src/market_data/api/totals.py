"""The whole market in one line, from its coins. No I/O and no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from market_data.api.coin_list import CoinView
from market_data.domain.composite_price import NO_DATA, VENUE_STALE
from market_data.domain.precision import rounded


@dataclass(frozen=True, slots=True)
class MarketSummary:
    """`volume_coins` of `coins` have a known volume; a sum never silently leaves something out."""

    coins: int
    volume_24h: Decimal | None
    volume_coins: int
    rising: int
    falling: int
    median_change_24h_percent: Decimal | None
    complete_24h_percent: Decimal | None
    as_of_us: int | None
    stale: bool
    reason: str | None


def summary(views: Sequence[CoinView]) -> MarketSummary:
    volumes = [view.price.volume_24h for view in views if view.price.volume_24h is not None]
    changes = [view.price.change_24h_percent for view in views if view.price.change_24h_percent is not None]
    complete = [view.complete_percent for view in views if view.complete_percent is not None]
    as_of_us = max((view.price.as_of_us for view in views if view.price.as_of_us is not None), default=None)
    stale = all(view.price.stale for view in views)
    return MarketSummary(
        coins=len(views),
        volume_24h=rounded(sum(volumes, Decimal(0)), 2) if volumes else None,
        volume_coins=len(volumes),
        rising=sum(change > 0 for change in changes),
        falling=sum(change < 0 for change in changes),
        median_change_24h_percent=rounded(median(changes), 4) if changes else None,
        complete_24h_percent=rounded(sum(complete, Decimal(0)) / len(complete), 2) if complete else None,
        as_of_us=as_of_us,
        stale=stale,
        reason=NO_DATA if as_of_us is None else VENUE_STALE if stale else None,
    )
