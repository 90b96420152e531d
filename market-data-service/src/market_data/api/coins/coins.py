"""GET /market/coins: every followed coin with its price, changes, spark line and completeness."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.errors import UnknownCoinError
from shared.events import NotFollowed, PriceReason
from shared.events.decimals import DecimalText
from shared.events.values import Interval, Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from market_data.api.coins.coin_list import CoinView, Sort, after, matching, ordered
from market_data.api.deps import CoinId, MarketDep, Now, TablesAwayError
from market_data.api.venues import moment
from market_data.domain.windows import Spark

_CURSOR: Final = ListCursor("coins", str)

router = APIRouter(prefix="/market/coins", tags=["coins"])


class CoinVenue(BaseModel):
    venue: Venue
    instrument_id: str
    included: bool
    quiet: bool
    reason: PriceReason | None


class Sparkline(BaseModel):
    interval: Interval = Interval.HOUR
    start: datetime
    values: list[str | None]
    """Closes as decimals, oldest first; null where there was no trade."""

    @classmethod
    def of(cls, spark: Spark) -> "Sparkline":
        # An answer has thousands of these values, all from our own table: validating them would only cost time.
        return cls.model_construct(interval=Interval.HOUR, start=spark.start, values=list(spark.values))


class CoinItem(BaseModel):
    coin_id: str
    symbol: str
    name: str
    market_cap_rank: int | None
    """From the catalogue: static and dated."""
    price: DecimalText | None
    tick: DecimalText | None
    """The smallest step of its price that is worth showing."""
    currency: str
    change_1h_percent: DecimalText | None
    change_24h_percent: DecimalText | None
    change_7d_percent: DecimalText | None
    low_24h: DecimalText | None
    high_24h: DecimalText | None
    volume_24h: DecimalText | None
    """In USD, rolling, over every exchange whose volume is known; a silent one's last volume stays in it for a day."""
    volume_as_of: datetime | None
    """When the oldest part of `volume_24h` was heard."""
    volume_stale: list[Venue]
    """Exchanges that are silent now: their part of `volume_24h` is the last one known."""
    volume_missing: list[Venue]
    """Exchanges that trade the coin and whose volume is not known: `volume_24h` lacks them."""
    spread_bp: DecimalText | None
    complete_24h_percent: DecimalText | None
    """Share of the last 1 440 minutes that lack no trade."""
    open_gaps: int | None
    """Holes at its exchanges that are open now: above 0, something is being missed at this moment."""
    venues: list[CoinVenue]
    as_of: datetime | None
    source: str
    stale: bool
    quiet: bool
    """No trade or quote for 15 s anywhere, on connections that deliver."""
    reason: PriceReason | None
    sparkline: Sparkline | None


class CoinPage(Page[CoinItem]):
    pass


class CoinInstrument(BaseModel):
    instrument_id: str
    venue: Venue
    is_rate: bool
    disabled: NotFollowed | None


class CoinDetail(CoinItem):
    description: str | None
    composite_id: str
    instruments: list[CoinInstrument]


@router.get("", responses=problems())
async def list_coins(
    *,
    market: MarketDep,
    now: Now,
    query: Annotated[str, Query(max_length=100, description="Part of a name, or how a symbol begins")] = "",
    sort: Sort = Sort.RANK,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    cursor: CursorText = None,
) -> CoinPage:
    """List the followed coins with what is known of each at this moment."""
    if not market.registry.current:
        raise TablesAwayError
    views = [market.view(coin, now) for coin in matching(market.registry.followed(), query)]
    rest = ordered(views, sort)
    of = (query.strip().casefold(), sort)
    last = _CURSOR.read(cursor, *of)
    if last is not None:
        rest = after(rest, last)
    page, following = _CURSOR.cut(rest, limit, lambda view: view.coin.coin_id, *of)
    return CoinPage(items=[CoinItem.model_construct(**_fields(view)) for view in page], next=following)


@router.get("/{coin_id}", responses=problems(UnknownCoinError))
async def read_coin(market: MarketDep, coin_id: CoinId, now: Now) -> CoinDetail:
    """Read one coin with its instruments."""
    if not market.registry.current:
        raise TablesAwayError
    coin = market.coin(coin_id)
    return CoinDetail(
        **_fields(market.view(coin, now)),
        description=coin.description,
        composite_id=coin.composite_id,
        instruments=[
            CoinInstrument(
                instrument_id=listed.instrument_id,
                venue=listed.venue,
                is_rate=listed.is_rate,
                disabled=listed.disabled,
            )
            for listed in coin.instruments
        ],
    )


def _fields(view: CoinView) -> dict[str, Any]:
    coin, price = view.coin, view.price
    return {
        "coin_id": coin.coin_id,
        "symbol": coin.symbol,
        "name": coin.name,
        "market_cap_rank": coin.market_cap_rank,
        "price": price.price,
        "tick": coin.tick,
        "currency": price.currency,
        "change_1h_percent": price.change_1h_percent,
        "change_24h_percent": price.change_24h_percent,
        "change_7d_percent": price.change_7d_percent,
        "low_24h": price.low_24h,
        "high_24h": price.high_24h,
        "volume_24h": price.volume_24h,
        "volume_as_of": moment(price.volume_as_of_us),
        "volume_stale": list(price.volume_stale),
        "volume_missing": list(price.volume_missing),
        "spread_bp": price.spread_bp,
        "complete_24h_percent": view.complete_percent,
        "open_gaps": view.open_gaps,
        "venues": [
            CoinVenue.model_construct(
                venue=line.venue,
                instrument_id=line.instrument_id,
                included=line.included,
                quiet=line.quiet,
                reason=line.reason,
            )
            for line in price.venues
        ],
        "as_of": moment(price.as_of_us),
        "source": price.source,
        "stale": price.stale,
        "quiet": price.quiet,
        "reason": price.reason,
        "sparkline": Sparkline.of(view.spark) if view.spark else None,
    }
