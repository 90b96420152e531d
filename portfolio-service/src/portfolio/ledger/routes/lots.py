"""Routes /portfolio/{portfolio_id}/lots and /disposals: what is held, since when and at which cost; what was sold."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.clock import from_us
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.parameters import Span
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, Deps, ReadPortfolio
from portfolio.ledger.lots import EXACT, Lot, LotMethod, TakenLot
from portfolio.ledger.outcome import Disposal, UnknownReason
from portfolio.ledger.routes.fields import Asset, ExactText
from portfolio.ledger.transactions import Kind
from portfolio.valuation.figures import NO_PRICE, PriceNow

router = APIRouter(prefix="/portfolio/{portfolio_id}", tags=["lots"])

_DAY_US: Final = 86_400_000_000
_UNIT: Final = Decimal("1e-18")
Method = Annotated[LotMethod | None, Query(description="Try another one than the portfolio's")]


class _LotPlace(NamedTuple):
    acquired_us: int
    lot_id: str


_LOTS: Final = ListCursor("lots", _LotPlace)
# A disposal's place in the ledger, counted from the first.
_DISPOSALS: Final = ListCursor("disposals", int)


class LotItem(BaseModel):
    lot_id: str
    coin_id: str
    wallet: str
    acquired_at: datetime
    kind: Kind
    quantity: ExactText
    remaining: ExactText
    cost: ExactText | None
    """Of what remains; null: not known."""
    unit_cost: ExactText | None
    currency: str
    value: ExactText | None
    unrealized_pnl: ExactText | None
    transaction_id: str

    @classmethod
    def of(cls, lot: Lot, price: PriceNow, currency: str) -> "LotItem":
        value = None if price.price is None else EXACT.multiply(lot.remaining, price.price)
        return cls(
            lot_id=lot.lot_id,
            coin_id=lot.asset,
            wallet=lot.wallet,
            acquired_at=from_us(lot.acquired_us),
            kind=lot.kind,
            quantity=lot.quantity,
            remaining=lot.remaining,
            cost=lot.cost,
            unit_cost=_unit_cost(lot),
            currency=currency,
            value=value,
            unrealized_pnl=None if value is None or lot.cost is None else EXACT.subtract(value, lot.cost),
            transaction_id=lot.transaction_id,
        )


def _unit_cost(lot: Lot) -> Decimal | None:
    """In `EXACT`: of the least that can remain it has more digits than a figure usually may."""
    if lot.cost is None or not lot.remaining:
        return None
    return EXACT.divide(lot.cost, lot.remaining).quantize(_UNIT, context=EXACT)


class LotPage(Page[LotItem]):
    pass


class TakenLotItem(BaseModel):
    lot_id: str | None
    """null: nothing is known of where it came from."""
    acquired_at: datetime | None
    quantity: ExactText
    cost: ExactText | None
    holding_days: int | None

    @classmethod
    def of(cls, taken: TakenLot, sold_us: int) -> "TakenLotItem":
        at = taken.acquired_us
        return cls(
            lot_id=taken.lot_id,
            acquired_at=None if at is None else from_us(at),
            quantity=taken.quantity,
            cost=taken.cost,
            holding_days=None if at is None else (sold_us - at) // _DAY_US,
        )


class DisposalItem(BaseModel):
    transaction_id: str
    time: datetime
    coin_id: str
    kind: Kind
    quantity: ExactText
    proceeds: ExactText | None
    cost_basis: ExactText | None
    gain: ExactText | None
    reason: UnknownReason | None
    lots: list[TakenLotItem]

    @classmethod
    def of(cls, one: Disposal) -> "DisposalItem":
        return cls(
            transaction_id=one.transaction_id,
            time=from_us(one.time_us),
            coin_id=one.asset,
            kind=one.kind,
            quantity=one.quantity,
            proceeds=one.proceeds,
            cost_basis=one.cost,
            gain=one.gain,
            reason=one.reason,
            lots=[TakenLotItem.of(taken, one.time_us) for taken in one.lots],
        )


class DisposalPage(Page[DisposalItem]):
    pass


@router.get("/lots", operation_id="list_lots", responses=problems(*OF_PORTFOLIO))
async def list_lots(
    deps: Deps,
    portfolio: ReadPortfolio,
    coin: Asset | None = None,
    method: Method = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: CursorText = None,
) -> LotPage:
    """List what remains of every lot, oldest first."""
    asset = None if coin is None else deps.coins.resolve(coin, "coin")
    of = (portfolio.portfolio_id, asset, method)
    after = _LOTS.read(cursor, *of)
    lots = [lot for lot in await deps.summaries.lots(portfolio, method) if asset is None or lot.asset == asset]
    if after is not None:
        lots = [lot for lot in lots if (lot.acquired_us, lot.lot_id) > after]
    page, following = _LOTS.cut(lots[: limit + 1], limit, lambda lot: _LotPlace(lot.acquired_us, lot.lot_id), *of)
    prices = deps.prices.of({lot.asset for lot in page}, portfolio.base_currency)
    items = [LotItem.of(lot, prices.get(lot.asset, NO_PRICE), portfolio.base_currency) for lot in page]
    return LotPage(items=items, next=following)


@router.get("/disposals", operation_id="list_disposals", responses=problems(*OF_PORTFOLIO))
async def list_disposals(
    deps: Deps,
    portfolio: ReadPortfolio,
    span: Span,
    coin: Asset | None = None,
    method: Method = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: CursorText = None,
) -> DisposalPage:
    """List what was sold, spent, lost or paid as a fee, oldest first, with the lots that it came from."""
    asset = None if coin is None else deps.coins.resolve(coin, "coin")
    of = (portfolio.portfolio_id, asset, method, span.start, span.end)
    after = _DISPOSALS.read(cursor, *of)
    ledger = await deps.ledgers.read(portfolio, method)
    found = [
        (at, one)
        for at, one in enumerate(ledger.outcome.disposals)
        if (asset is None or one.asset == asset) and span.holds(one.time_us) and (after is None or at > after)
    ]
    page, following = _DISPOSALS.cut(found[: limit + 1], limit, lambda each: each[0], *of)
    return DisposalPage(items=[DisposalItem.of(one) for _, one in page], next=following)
