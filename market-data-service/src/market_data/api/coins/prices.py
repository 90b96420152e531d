"""GET /market/prices and /market/prices/{coin_id}: live composite prices and what they are made of."""

import asyncio
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.errors import InvalidFieldError, UnknownCoinError
from shared.events import PriceReason, PriceV1, VenueQuote
from shared.events.decimals import DecimalText
from shared.events.prices import aged
from shared.events.values import Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from market_data.api.deps import CoinId, MarketDep, MarketState, Now
from market_data.api.venues import moment
from market_data.domain.coin_registry import Coin

_CURSOR: Final = ListCursor("prices", str)
_MOST_NAMES: Final = 200

router = APIRouter(prefix="/market/prices", tags=["prices"])


class VenuePrice(BaseModel):
    venue: Venue
    instrument_id: str
    price: DecimalText | None
    """In the quote asset, as are bid and ask: the last trade's, moved to the nearer of them where it lies outside."""
    price_usd: DecimalText | None
    quote_usd: DecimalText | None
    quote_usd_as_of: datetime | None
    bid_price: DecimalText | None
    ask_price: DecimalText | None
    volume_24h: DecimalText | None
    """In USD, rolling, as the exchange said it last, at `volume_as_of`."""
    volume_as_of: datetime | None
    weight: DecimalText | None
    as_of: datetime | None
    """When the newest live trade or quote was received."""
    age_ms: int | None
    included: bool
    quiet: bool
    """No trade or quote for 15 s, on a connection that delivers: the price still counts."""
    reason: PriceReason | None
    """Why it is not included, or what is doubtful about it."""


class Price(BaseModel):
    coin_id: str
    price: DecimalText | None
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
    """Dearest less cheapest of the instruments that count, in basis points of the price."""
    as_of: datetime | None
    source: str
    stale: bool
    quiet: bool
    """No trade or quote for 15 s anywhere, on connections that deliver."""
    reason: PriceReason | None
    """Why there is no price, why it is old, or what is doubtful about it."""
    venues: list[VenuePrice]


class PricePage(Page[Price]):
    pass


@router.get("", responses=problems(UnknownCoinError))
async def list_prices(
    *,
    market: MarketDep,
    now: Now,
    coins: Annotated[
        str,
        Query(max_length=4_000, description="Ids or symbols, at most 200, with commas between", examples=["btc,eth"]),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 1_000,
    cursor: CursorText = None,
) -> PricePage:
    """List the live prices of the coins that are named, in that order; else of all that are followed, by their rank."""
    chosen = _named_coins(market, coins) if coins else market.registry.followed()
    of = tuple(coin.coin_id for coin in chosen) if coins else ()
    last = _CURSOR.read(cursor, *of)
    ids = [coin.coin_id for coin in chosen]
    rest = chosen[ids.index(last) + 1 :] if last in ids else chosen
    page, following = _CURSOR.cut(rest[: limit + 1], limit, lambda coin: coin.coin_id, *of)
    found = await asyncio.gather(*(market.latest.read(coin) for coin in page))
    return PricePage(items=[price_item(aged(price, now), now) for price in found], next=following)


def _named_coins(market: MarketState, names: str) -> list[Coin]:
    """The coins of a comma-separated list, each once.

    Raises:
        InvalidFieldError: there are too many.
        UnknownCoinError: one of them is no coin.
    """
    wanted = [name.strip() for name in names.split(",")]
    if len(wanted) > _MOST_NAMES:
        raise InvalidFieldError("coins", f"at most {_MOST_NAMES} coins")
    return list({coin.coin_id: coin for coin in map(market.coin, wanted)}.values())


@router.get("/{coin_id}", responses=problems(UnknownCoinError))
async def read_price(market: MarketDep, coin_id: CoinId, now: Now) -> Price:
    """Read the live price of a coin. It works without the database."""
    return price_item(aged(await market.latest.read(market.coin(coin_id)), now), now)


def price_item(price: PriceV1, now_us: int) -> Price:
    # One answer has all coins, and all of it comes from our own events: validating it would only cost time.
    return Price.model_construct(
        coin_id=price.coin_id,
        price=price.price,
        currency=price.currency,
        change_1h_percent=price.change_1h_percent,
        change_24h_percent=price.change_24h_percent,
        change_7d_percent=price.change_7d_percent,
        low_24h=price.low_24h,
        high_24h=price.high_24h,
        volume_24h=price.volume_24h,
        volume_as_of=moment(price.volume_as_of_us),
        volume_stale=list(price.volume_stale),
        volume_missing=list(price.volume_missing),
        spread_bp=price.spread_bp,
        as_of=moment(price.as_of_us),
        source=price.source,
        stale=price.stale,
        quiet=price.quiet,
        reason=price.reason,
        venues=[_venue_price(line, now_us) for line in price.venues],
    )


def _venue_price(line: VenueQuote, now_us: int) -> VenuePrice:
    return VenuePrice.model_construct(
        venue=line.venue,
        instrument_id=line.instrument_id,
        price=line.price,
        price_usd=line.price_usd,
        quote_usd=line.quote_usd,
        quote_usd_as_of=moment(line.quote_usd_as_of_us),
        bid_price=line.bid_price,
        ask_price=line.ask_price,
        volume_24h=line.volume_24h,
        volume_as_of=moment(line.volume_as_of_us),
        weight=line.weight,
        as_of=moment(line.as_of_us),
        age_ms=None if line.as_of_us is None else max(now_us - line.as_of_us, 0) // 1_000,
        included=line.included,
        quiet=line.quiet,
        reason=line.reason,
    )
