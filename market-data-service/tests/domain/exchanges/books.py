"""Quotes, rates and legs as the tests of compared exchanges use them."""

from decimal import Decimal
from typing import Any

from market_data.domain.exchanges.legs import Leg, UsdRate, leg_of
from shared.events import PriceReason, QuoteV1
from shared.events.values import split_instrument_id

NOW = 1_796_000_000_000_000
SECOND = 1_000_000
LONGEST_AGE = 10 * SECOND
ONE = UsdRate(Decimal(1), NOW, NOW)


def quote(instrument_id: str, bid: str | None, ask: str | None, at_us: int = NOW, **facts: Any) -> QuoteV1:
    base, _, venue = split_instrument_id(instrument_id)
    known: dict[str, Any] = {
        "bid_size": Decimal(2),
        "ask_size": Decimal(3),
        "quote_usd": Decimal(1),
        "quote_usd_as_of_us": at_us,
        **facts,
    }
    return QuoteV1(
        venue=venue,
        instrument_id=instrument_id,
        coin_id=base.lower(),
        ts_recv_us=at_us,
        bid_price=None if bid is None else Decimal(bid),
        ask_price=None if ask is None else Decimal(ask),
        **known,
    )


def leg(one: QuoteV1, rate: UsdRate | None = ONE, unvouched: PriceReason | None = None, now_us: int = NOW) -> Leg:
    return leg_of(
        one.instrument_id, one.venue, one, rate=rate, unvouched=unvouched, now_us=now_us, longest_age_us=LONGEST_AGE
    )
