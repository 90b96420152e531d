"""GET /portfolio/{portfolio_id}: what it is worth now, by asset, and what is known of what it earned."""

from datetime import datetime
from decimal import Decimal

from fastapi import APIRouter
from pydantic import BaseModel
from shared.clock import from_us
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, Deps, ReadPortfolio
from portfolio.ledger.fold import PoolOf
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.routes.fields import ExactText
from portfolio.valuation.figures import AssetFigures, FigureReason, valued

router = APIRouter(prefix="/portfolio/{portfolio_id}", tags=["portfolios"])


class WalletItem(BaseModel):
    wallet: str
    quantity: ExactText
    """Less than 0: more went out of it than came in, and other wallets had it: a transfer lacks."""


class AssetItem(BaseModel):
    coin_id: str
    quantity: ExactText
    price: ExactText | None
    price_as_of: datetime | None
    price_stale: bool
    reason: FigureReason | None
    """Why price or value are not known, or are doubtful."""
    value: ExactText | None
    value_change_24h: ExactText | None
    cost_basis: ExactText | None
    average_cost: ExactText | None
    unrealized_pnl: ExactText | None
    realized_pnl: ExactText
    income: ExactText
    fees: ExactText
    roi_percent: ExactText | None
    share_percent: ExactText | None
    wallets: list[WalletItem]

    @classmethod
    def of(cls, one: AssetFigures, wallets: dict[str, Decimal]) -> "AssetItem":
        return cls(
            coin_id=one.asset,
            quantity=one.quantity,
            price=one.price.price,
            price_as_of=_time(one.price.as_of_us),
            price_stale=one.price.stale,
            reason=one.price.reason,
            value=one.value,
            value_change_24h=one.value_change_24h,
            cost_basis=one.cost_basis,
            average_cost=one.average_cost,
            unrealized_pnl=one.unrealized,
            realized_pnl=one.realized,
            income=one.income,
            fees=one.fees,
            roi_percent=one.roi_percent,
            share_percent=one.share_percent,
            wallets=[WalletItem(wallet=name, quantity=held) for name, held in sorted(wallets.items()) if held],
        )


class ExcludedItem(BaseModel):
    coin_id: str
    reason: FigureReason


class ValuedPortfolio(BaseModel):
    """Sums are over the assets whose figure is known; `excluded` names the others."""

    portfolio_id: str
    name: str
    base_currency: str
    lot_method: LotMethod
    pool: PoolOf
    value: ExactText
    value_change_24h: ExactText
    cost_basis: ExactText
    unrealized_pnl: ExactText
    realized_pnl: ExactText
    income: ExactText
    fees: ExactText
    roi_percent: ExactText | None
    as_of: datetime | None
    """When the oldest price in `value` came."""
    stale: bool
    reason: FigureReason | None
    excluded: list[ExcludedItem]
    questions: int
    assets: list[AssetItem]


@router.get("", operation_id="read_portfolio", responses=problems(*OF_PORTFOLIO))
async def read_portfolio(deps: Deps, portfolio: ReadPortfolio) -> ValuedPortfolio:
    """Value a portfolio now, by its ledger and the newest prices."""
    summary = await deps.summaries.read(portfolio)
    holdings, wallets = summary.holdings, summary.balances
    figures = valued(holdings, deps.prices.of(holdings.names, portfolio.base_currency))
    return ValuedPortfolio(
        portfolio_id=str(portfolio.portfolio_id),
        name=portfolio.name,
        base_currency=portfolio.base_currency,
        lot_method=portfolio.lot_method,
        pool=portfolio.pool,
        value=figures.value,
        value_change_24h=figures.value_change_24h,
        cost_basis=figures.cost_basis,
        unrealized_pnl=figures.unrealized,
        realized_pnl=figures.realized,
        income=figures.income,
        fees=figures.fees,
        roi_percent=figures.roi_percent,
        as_of=_time(figures.as_of_us),
        stale=figures.stale,
        reason=figures.reason,
        excluded=[ExcludedItem(coin_id=one.asset, reason=one.reason) for one in figures.excluded],
        questions=summary.questions,
        assets=[AssetItem.of(one, wallets.get(one.asset, {})) for one in figures.assets],
    )


def _time(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)
