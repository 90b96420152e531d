"""GET /portfolio/{portfolio_id}/past-price: what a coin cost at a time, as a transaction of that time is valued."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.clock import to_us
from shared.errors import InvalidFieldError
from shared.http.parameters import Time
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, Conn, Deps, ReadPortfolio
from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.entry import new_id, value_rows
from portfolio.ledger.outcome import UnknownReason
from portfolio.ledger.routes.fields import Asset, ExactText
from portfolio.ledger.transactions import Kind, Part, Transaction

router = APIRouter(prefix="/portfolio/{portfolio_id}", tags=["transactions"])

_ONE: Final = Decimal(1)


class PastPriceItem(BaseModel):
    coin_id: str
    time: datetime
    currency: str
    """The portfolio's base currency."""
    price: ExactText | None
    source: str | None
    """The candle, and whether its open or close: `BTC-USD.COMPOSITE 1h 2026-01-31T12:00:00.000000Z close`."""
    reason: UnknownReason | None
    """Why the price is not known."""


@router.get("/past-price", operation_id="read_past_price", responses=problems(*OF_PORTFOLIO))
async def read_past_price(
    deps: Deps,
    conn: Conn,
    portfolio: ReadPortfolio,
    coin: Asset,
    time: Annotated[Time, Query(description="When, RFC 3339", examples=["2026-01-31T12:00:00Z"])],
) -> PastPriceItem:
    """Look up what one coin cost at a time: the price that a transaction without a value is given."""
    coin_id = deps.coins.resolve(coin, "coin")
    if coin_id in CURRENCIES:
        raise InvalidFieldError("coin", f"{coin_id} is a currency, no coin")
    row = Transaction(
        transaction_id=new_id(),
        kind=Kind.DEPOSIT,
        time_us=to_us(time),
        entered=0,
        wallet="",
        in_=Part(coin_id, _ONE),
    )
    (found,) = await value_rows(conn, deps.coins, portfolio, [row])
    return PastPriceItem(
        coin_id=coin_id,
        time=time,
        currency=portfolio.base_currency,
        price=found.valued.value,
        source=found.value_source,
        reason=found.valued.reason,
    )
