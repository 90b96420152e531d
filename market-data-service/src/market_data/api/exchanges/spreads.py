"""GET /market/spreads/{coin_id}: what buying at one exchange and selling at another would bring now."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from shared.clock import from_us
from shared.errors import UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import Venue
from shared.http.problems import problems

from market_data.api.deps import CoinId, MarketDep, Now
from market_data.api.exchanges.fees import FeesDep
from market_data.api.venues import moment
from market_data.domain.exchanges.legs import Leg, SpreadReason
from market_data.domain.exchanges.spreads import Spread, spreads
from market_data.domain.observed import quote_of

router = APIRouter(prefix="/market/spreads", tags=["exchanges"])


class SpreadLeg(BaseModel):
    """One side: the quote as the exchange gave it, its USD rate and its fee."""

    venue: Venue
    instrument_id: str
    quote: str
    """The asset in which the exchange gives the price."""
    price: DecimalText | None
    """The ask where one buys, the bid where one sells, in that asset."""
    size: DecimalText | None
    """How much of the coin this price is for; null: the exchange does not say."""
    quote_usd: DecimalText | None
    """USD for one unit of the quote asset; `price_usd` is `price` times this."""
    quote_usd_as_of: datetime | None
    price_usd: DecimalText | None
    fee_bp: DecimalText
    """The taker fee that was counted, in basis points."""
    quoted_at: datetime | None
    """When the quote was received."""
    age_ms: int | None
    reason: SpreadReason | None
    """Why this side may not be relied on."""


class LegAges(BaseModel):
    buy: int | None
    sell: int | None


class SpreadItem(BaseModel):
    """Of one ordered pair of exchanges: buy at `buy` for `ask`, sell at `sell` for `bid`, both in USD a coin."""

    buy: Venue
    sell: Venue
    ask: DecimalText | None
    bid: DecimalText | None
    gross_bp: DecimalText | None
    """(bid / ask - 1) in basis points: hundredths of a per cent."""
    fees_bp: DecimalText | None
    """Fee of buying + fee of selling x bid / ask."""
    net_bp: DecimalText | None
    """`gross_bp` - `fees_bp`; null with `reason` where a side may not be relied on."""
    size: DecimalText | None
    """The lesser of both sizes: more than that costs another price."""
    profit_usd: DecimalText | None
    """size x ask x net_bp / 10 000."""
    age_ms: LegAges
    reason: SpreadReason | None
    buy_leg: SpreadLeg
    sell_leg: SpreadLeg


class Spreads(BaseModel):
    coin_id: str
    currency: str = "USD"
    as_of: datetime | None
    """When the newest quote was received."""
    source: str = "quotes"
    stale: bool
    """No spread can be relied on."""
    reason: SpreadReason | None
    """Why not, where that is the same for all of them."""
    age_limit_ms: int
    """A quote that is older makes `net_bp` unknown."""
    items: list[SpreadItem]
    """One for each ordered pair of exchanges; where one has several instruments, between the best."""


@router.get("/{coin_id}", responses=problems(UnknownCoinError))
async def read_spreads(market: MarketDep, coin_id: CoinId, fees: FeesDep, now: Now) -> Spreads:
    """Read the spread of each ordered pair of exchanges, in USD at the rate of now, before and after taker fees.

    It works without the database. What it leaves out: how long coins and money take from one exchange to another and
    what that costs, what it costs to get the quote asset, and what moves the price beyond the best quote.
    """
    coin = market.coin(coin_id)
    legs = market.exchanges.legs(coin, market.venues, now)
    found = spreads(legs, fees)
    items = [spread_item(one, now) for one in found]
    reasons = {one.reason for one in found}
    unknown = all(one.net_bp is None for one in found)
    newest = max((leg.quote.ts_recv_us for leg in legs if leg.quote is not None), default=None)
    return Spreads(
        coin_id=coin.coin_id,
        as_of=moment(newest),
        stale=unknown,
        reason=(reasons.pop() if len(reasons) == 1 else None) if found else SpreadReason.NO_DATA,
        age_limit_ms=market.exchanges.longest_age_us // 1_000,
        items=items,
    )


def spread_item(spread: Spread, now_us: int) -> SpreadItem:
    buy = _leg(spread.buy, spread.buy_fee_bp, now_us, is_buy=True)
    sell = _leg(spread.sell, spread.sell_fee_bp, now_us, is_buy=False)
    return SpreadItem(
        buy=buy.venue,
        sell=sell.venue,
        ask=buy.price_usd,
        bid=sell.price_usd,
        gross_bp=spread.gross_bp,
        fees_bp=spread.fees_bp,
        net_bp=spread.net_bp,
        size=spread.size,
        profit_usd=spread.profit_usd,
        age_ms=LegAges(buy=buy.age_ms, sell=sell.age_ms),
        reason=spread.reason,
        buy_leg=buy,
        sell_leg=sell,
    )


def _leg(leg: Leg, fee_bp: DecimalText, now_us: int, *, is_buy: bool) -> SpreadLeg:
    quote, rate = leg.quote, leg.rate
    return SpreadLeg(
        venue=leg.venue,
        instrument_id=leg.instrument_id,
        quote=quote_of(leg.instrument_id),
        price=None if quote is None else quote.ask_price if is_buy else quote.bid_price,
        size=None if quote is None else quote.ask_size if is_buy else quote.bid_size,
        quote_usd=None if rate is None else rate.quote_usd,
        quote_usd_as_of=None if rate is None else from_us(rate.as_of_us),
        price_usd=leg.ask_usd if is_buy else leg.bid_usd,
        fee_bp=fee_bp,
        quoted_at=None if quote is None else from_us(quote.ts_recv_us),
        age_ms=None if quote is None else max(now_us - quote.ts_recv_us, 0) // 1_000,
        reason=leg.reason,
    )
