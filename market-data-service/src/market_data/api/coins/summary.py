"""GET /market/summary: the whole market in one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from fastapi import APIRouter
from pydantic import BaseModel
from shared.events import PriceReason
from shared.events.decimals import DecimalText
from shared.events.values import Venue
from shared.http.problems import problems

from market_data.api.coins.coin_list import CoinView
from market_data.api.coins.market_volume import VolumeParts, volume_parts
from market_data.api.deps import MarketDep, Now, TablesAwayError
from market_data.api.venues import moment
from market_data.domain.precision import rounded

router = APIRouter(prefix="/market/summary", tags=["summary"])


class Summary(BaseModel):
    coins: int
    volume_24h: DecimalText | None
    """In USD, over the `volume_coins` of `coins` whose volume is known; a silent exchange's last volume stays in it."""
    volume_coins: int
    volume_as_of: datetime | None
    """When the oldest part of `volume_24h` was heard; of the old parts, if there are any."""
    volume_stale: list[Venue]
    """Exchanges that are silent now: all their parts of `volume_24h` are the last ones known."""
    volume_stale_markets: int
    """Instruments of other exchanges whose part is the last one known."""
    volume_missing: list[Venue]
    """Exchanges that trade some of the coins and none of whose volumes is known: `volume_24h` lacks them."""
    volume_missing_markets: int
    """Instruments of other exchanges whose volume is not known: `volume_24h` lacks it."""
    rising: int
    falling: int
    median_change_24h_percent: DecimalText | None
    complete_24h_percent: DecimalText | None
    """Mean of the coins'."""
    open_gaps: int
    """Holes that are open now, at all exchanges; what was missed in the last 24 hours is in `complete_24h_percent`."""
    as_of: datetime | None
    source: str
    stale: bool
    reason: PriceReason | None


@router.get("", responses=problems())
async def read_summary(market: MarketDep, now: Now) -> Summary:
    """Read what the followed coins do taken together, over the rolling 24 hours."""
    if not market.registry.current or market.figures.open_gaps is None:
        raise TablesAwayError
    found = summary([market.view(coin, now) for coin in market.registry.followed()])
    return Summary(
        coins=found.coins,
        volume_24h=found.volume_24h,
        volume_coins=found.volume_coins,
        volume_as_of=moment(found.volume.as_of_us),
        volume_stale=list(found.volume.stale),
        volume_stale_markets=found.volume.stale_markets,
        volume_missing=list(found.volume.missing),
        volume_missing_markets=found.volume.missing_markets,
        rising=found.rising,
        falling=found.falling,
        median_change_24h_percent=found.median_change_24h_percent,
        complete_24h_percent=found.complete_24h_percent,
        open_gaps=sum(market.figures.open_gaps.values()),
        as_of=moment(found.as_of_us),
        source="composite",
        stale=found.stale,
        reason=found.reason,
    )


@dataclass(frozen=True, slots=True)
class MarketSummary:
    """`volume_coins` of `coins` have a known volume; a sum never silently leaves something out."""

    coins: int
    volume_24h: Decimal | None
    volume_coins: int
    volume: VolumeParts
    rising: int
    falling: int
    median_change_24h_percent: Decimal | None
    complete_24h_percent: Decimal | None
    as_of_us: int | None
    stale: bool
    reason: PriceReason | None


def summary(views: Sequence[CoinView]) -> MarketSummary:
    prices = [view.price for view in views]
    volumes = [price.volume_24h for price in prices if price.volume_24h is not None]
    changes = [view.price.change_24h_percent for view in views if view.price.change_24h_percent is not None]
    complete = [view.complete_percent for view in views if view.complete_percent is not None]
    as_of_us = max((view.price.as_of_us for view in views if view.price.as_of_us is not None), default=None)
    stale = all(view.price.stale for view in views)
    return MarketSummary(
        coins=len(views),
        volume_24h=rounded(sum(volumes, Decimal(0)), 2) if volumes else None,
        volume_coins=len(volumes),
        volume=volume_parts(prices),
        rising=sum(change > 0 for change in changes),
        falling=sum(change < 0 for change in changes),
        median_change_24h_percent=rounded(median(changes), 4) if changes else None,
        complete_24h_percent=rounded(sum(complete, Decimal(0)) / len(complete), 2) if complete else None,
        as_of_us=as_of_us,
        stale=stale,
        reason=PriceReason.NO_DATA if as_of_us is None else PriceReason.VENUE_STALE if stale else None,
    )
