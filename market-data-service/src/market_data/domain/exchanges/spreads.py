"""What buying at one venue and selling at another would bring, after taker fees. No I/O and no clock.

For one unit bought at the ask `a` and sold at the bid `b`, both in USD, with fees `f` as shares:
gross = b / a - 1, fees = f_buy + f_sell * b / a, net = gross - fees; all in basis points (1 bp = 0.01 %).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from typing import Final, NamedTuple

from shared.events.values import Venue

from market_data.domain.exchanges.legs import Leg, SpreadReason
from market_data.domain.precision import rounded

BASIS_POINTS: Final = Decimal(10_000)
_PLACES: Final = 4

Fees = Mapping[Venue, Decimal]
"""Taker fees in basis points."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one ordered pair of venues. `size` is in units of the coin: what both best quotes hold, None if not known.

    `gross_bp` and `fees_bp` are None where a price is missing; `net_bp` also where `reason` says that a leg may not be
    relied on. `net_bp` is exactly `gross_bp` - `fees_bp`.
    """

    buy: Leg
    sell: Leg
    buy_fee_bp: Decimal
    sell_fee_bp: Decimal
    gross_bp: Decimal | None
    fees_bp: Decimal | None
    net_bp: Decimal | None
    size: Decimal | None
    reason: SpreadReason | None

    @property
    def profit_usd(self) -> Decimal | None:
        """What `size` would bring in USD, None unless all of it is known."""
        if self.net_bp is None or self.size is None or self.buy.ask_usd is None:
            return None
        return rounded(self.size * self.buy.ask_usd * self.net_bp / BASIS_POINTS, _PLACES)


class Costs(NamedTuple):
    """Gross spread and fees, in basis points of what buying costs without fees."""

    gross_bp: Decimal
    fees_bp: Decimal


def costs(ask: Decimal, bid: Decimal, buy_fee_bp: Decimal, sell_fee_bp: Decimal) -> Costs:
    """Of buying at `ask` and selling at `bid`, both above zero and in the same currency."""
    ratio = bid / ask
    return Costs(rounded((ratio - 1) * BASIS_POINTS, _PLACES), rounded(buy_fee_bp + sell_fee_bp * ratio, _PLACES))


def spread_of(buy: Leg, sell: Leg, fees: Fees) -> Spread:
    """Of two instruments. A venue without a fee in `fees` costs nothing."""
    buy_fee, sell_fee = fees.get(buy.venue, Decimal(0)), fees.get(sell.venue, Decimal(0))
    reason = buy.reason or sell.reason
    if buy.ask_usd is None or sell.bid_usd is None:
        return Spread(buy, sell, buy_fee, sell_fee, None, None, None, None, reason or SpreadReason.ONE_SIDED)
    gross_bp, fees_bp = costs(buy.ask_usd, sell.bid_usd, buy_fee, sell_fee)
    net_bp = gross_bp - fees_bp if reason is None else None
    return Spread(buy, sell, buy_fee, sell_fee, gross_bp, fees_bp, net_bp, _size(buy, sell), reason)


def spreads(legs: Sequence[Leg], fees: Fees) -> list[Spread]:
    """One for each ordered pair of venues, in the order of `legs`: between the best instruments of either.

    That is the one with the lowest ask of those that may be relied on to buy, with the highest bid to sell; where a
    venue has none, the first one says why.
    """
    venues = list(dict.fromkeys(leg.venue for leg in legs))
    buys = {venue: _cheapest([leg for leg in legs if leg.venue is venue]) for venue in venues}
    sells = {venue: _dearest([leg for leg in legs if leg.venue is venue]) for venue in venues}
    return [spread_of(buys[one], sells[other], fees) for one, other in permutations(venues, 2)]


def _cheapest(legs: Sequence[Leg]) -> Leg:
    usable = [(leg.ask_usd, at) for at, leg in enumerate(legs) if leg.reason is None and leg.ask_usd is not None]
    return legs[min(usable)[1]] if usable else _first_quoted(legs)


def _dearest(legs: Sequence[Leg]) -> Leg:
    usable = [(leg.bid_usd, -at) for at, leg in enumerate(legs) if leg.reason is None and leg.bid_usd is not None]
    return legs[-max(usable)[1]] if usable else _first_quoted(legs)


def _first_quoted(legs: Sequence[Leg]) -> Leg:
    return next((leg for leg in legs if leg.quote is not None), legs[0])


def _size(buy: Leg, sell: Leg) -> Decimal | None:
    if buy.quote is None or sell.quote is None or buy.quote.ask_size is None or sell.quote.bid_size is None:
        return None
    return min(buy.quote.ask_size, sell.quote.bid_size)
