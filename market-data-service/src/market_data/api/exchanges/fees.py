"""The `fees` parameter: a caller's own taker fees instead of those of the settings. No I/O."""

import re
from decimal import Decimal
from typing import Annotated, Final

from fastapi import Depends, Query
from shared.errors import InvalidFieldError
from shared.events.values import Venue

from market_data.api.deps import MarketDep
from market_data.domain.exchanges.spreads import Fees

_FEE: Final = re.compile(r"-?\d{1,4}(\.\d{1,4})?", re.ASCII)
_LARGEST: Final = 1_000
_VENUES: Final = {venue.value: venue for venue in Venue if venue is not Venue.COMPOSITE}


def parse_fees(text: str, default: Fees) -> dict[Venue, Decimal]:
    """`default` with the fees of a text such as `binance:10,kraken:26`, in basis points; a rebate is below zero.

    Raises:
        InvalidFieldError: it is no such text.
    """
    fees = dict(default)
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, fee = part.partition(":")
        venue = _VENUES.get(name.strip().lower())
        if venue is None:
            raise InvalidFieldError("fees", f"no exchange {name.strip()[:40]!r}: {', '.join(_VENUES)}")
        if not _FEE.fullmatch(fee.strip()) or abs(Decimal(fee)) > _LARGEST:
            raise InvalidFieldError("fees", f"a fee in basis points, at most {_LARGEST}, as in binance:10,kraken:26")
        fees[venue] = Decimal(fee)
    return fees


FeesText = Annotated[
    str,
    Query(
        max_length=200,
        description="Taker fees in basis points instead of the settings', by exchange",
        examples=["binance:10,kraken:26"],
    ),
]


async def _fees(market: MarketDep, fees: FeesText = "") -> Fees:
    return parse_fees(fees, market.exchanges.fees)


FeesDep = Annotated[Fees, Depends(_fees)]
