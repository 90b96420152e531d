"""Routes /portfolio/{portfolio_id}/assets: the simple way, what is held and what it cost. Each is a purchase below."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from shared.clock import to_us
from shared.errors import InvalidFieldError
from shared.http.parameters import Time
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, Conn, Deps, LockedPortfolio, ReadPortfolio
from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.entry import add_rows, change_row, delete_row, new_id
from portfolio.ledger.errors import TooManyTransactionsError, UnknownAssetRowError, UnknownTransactionError
from portfolio.ledger.lots import EXACT
from portfolio.ledger.routes.fields import Amount, Asset, Body, ExactText, Quantity
from portfolio.ledger.sql.assets import SimpleAsset, fetch_asset, fetch_assets, insert_asset, update_asset
from portfolio.ledger.transactions import Kind, Money, Part, Transaction

router = APIRouter(prefix="/portfolio/{portfolio_id}/assets", tags=["assets"])

_WALLET = "Main"
AssetId = Annotated[UUID, Path(description="`asset_id` of the list")]


class NewAsset(Body):
    """`purchase_price`: of one, in the portfolio's base currency."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"coin_id": "bitcoin", "quantity": "0.5", "purchase_price": "40000"}]}
    )

    coin_id: Asset
    quantity: Quantity
    purchase_price: Amount
    purchased_at: Annotated[Time | None, Field(description="Left out: now")] = None


class AssetChanges(Body):
    """Any of them; what is left out or null stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"quantity": "0.75"}]})

    quantity: Quantity | None = None
    purchase_price: Amount | None = None
    purchased_at: Time | None = None


class SimpleAssetItem(BaseModel):
    asset_id: UUID
    coin_id: str
    quantity: ExactText
    purchase_price: ExactText
    purchased_at: datetime

    @classmethod
    def of(cls, one: SimpleAsset) -> "SimpleAssetItem":
        return cls(**one._asdict())


class SimpleAssets(BaseModel):
    items: list[SimpleAssetItem]


@router.get("", operation_id="list_assets", responses=problems(*OF_PORTFOLIO))
async def list_assets(conn: Conn, portfolio: ReadPortfolio) -> SimpleAssets:
    """List what was added the simple way. All that is held is in `GET /portfolio/{portfolio_id}`."""
    found = await fetch_assets(conn, portfolio.portfolio_id)
    return SimpleAssets(items=[SimpleAssetItem.of(one) for one in found])


@router.post("", operation_id="add_asset", status_code=201, responses=problems(*OF_PORTFOLIO, TooManyTransactionsError))
async def add_asset(deps: Deps, conn: Conn, portfolio: LockedPortfolio, body: NewAsset) -> SimpleAssetItem:
    """Add what is held and what one of it cost."""
    coin_id = deps.coins.resolve(body.coin_id, "coin_id")
    if coin_id in CURRENCIES:
        raise InvalidFieldError("coin_id", f"{coin_id} is a currency; enter it as a transaction")
    one = SimpleAsset(
        UUID(new_id()), coin_id, body.quantity, body.purchase_price, body.purchased_at or datetime.now(UTC)
    )
    row = _purchase(one, portfolio.base_currency)
    await add_rows(conn, deps.coins, portfolio, [row], most=deps.settings.transactions_most)
    await insert_asset(conn, portfolio.portfolio_id, one)
    return SimpleAssetItem.of(one)


@router.patch("/{asset_id}", operation_id="change_asset", responses=problems(*OF_PORTFOLIO, UnknownAssetRowError))
async def change_asset(
    deps: Deps, conn: Conn, portfolio: LockedPortfolio, asset_id: AssetId, body: AssetChanges
) -> SimpleAssetItem:
    """Correct quantity, price or time."""
    before = await fetch_asset(conn, portfolio.portfolio_id, asset_id)
    if before is None:
        raise UnknownAssetRowError
    one = before._replace(**body.model_dump(exclude_none=True))
    await change_row(conn, deps.coins, portfolio, _purchase(one, portfolio.base_currency))
    await update_asset(conn, one)
    return SimpleAssetItem.of(one)


@router.delete(
    "/{asset_id}",
    operation_id="delete_asset",
    status_code=204,
    responses=problems(*OF_PORTFOLIO, UnknownAssetRowError),
)
async def delete_asset(conn: Conn, portfolio: LockedPortfolio, asset_id: AssetId) -> None:
    """Delete it, as if it had never been bought."""
    if await fetch_asset(conn, portfolio.portfolio_id, asset_id) is None:
        raise UnknownAssetRowError
    try:
        await delete_row(conn, portfolio, asset_id)
    except UnknownTransactionError:
        raise UnknownAssetRowError from None


def _purchase(one: SimpleAsset, base_currency: str) -> Transaction:
    """A trade for money; where the base currency is a coin, it came in at what it cost and no coin went out."""
    paid = EXACT.multiply(one.quantity, one.purchase_price)
    is_trade = bool(paid) and base_currency in CURRENCIES
    return Transaction(
        transaction_id=str(one.asset_id),
        kind=Kind.TRADE if is_trade else Kind.DEPOSIT,
        time_us=to_us(one.purchased_at),
        entered=0,
        wallet=_WALLET,
        in_=Part(one.coin_id, one.quantity),
        out=Part(base_currency, paid) if is_trade else None,
        value=None if is_trade else Money(paid, base_currency),
    )
