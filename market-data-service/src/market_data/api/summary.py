"""GET /market/summary: the whole market in one line."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from shared.events.decimals import DecimalText
from shared.http.problems import problems

from market_data.api.deps import MarketDep, Now, TablesAwayError
from market_data.api.totals import summary
from market_data.api.venues import moment

router = APIRouter(prefix="/market/summary", tags=["summary"])


class Summary(BaseModel):
    coins: int
    volume_24h: DecimalText | None
    """In USD, over the `volume_coins` of `coins` whose volume is known."""
    volume_coins: int
    rising: int
    falling: int
    median_change_24h_percent: DecimalText | None
    complete_24h_percent: DecimalText | None
    """Mean of the coins'."""
    open_gaps: int
    as_of: datetime | None
    source: str
    stale: bool
    reason: str | None


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
        rising=found.rising,
        falling=found.falling,
        median_change_24h_percent=found.median_change_24h_percent,
        complete_24h_percent=found.complete_24h_percent,
        open_gaps=market.figures.open_gaps,
        as_of=moment(found.as_of_us),
        source="composite",
        stale=found.stale,
        reason=found.reason,
    )
