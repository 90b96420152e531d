"""SQL of the simple way: a row here has the id of its purchase in `transactions`."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.tables import portfolio_assets as table
from portfolio.tables import transactions


class SimpleAsset(NamedTuple):
    """`purchase_price`: of one, in the portfolio's base currency."""

    asset_id: UUID
    coin_id: str
    quantity: Decimal
    purchase_price: Decimal
    purchased_at: datetime


async def insert_asset(conn: AsyncConnection, portfolio_id: UUID, one: SimpleAsset) -> None:
    values = {"coin_id": one.coin_id, "quantity": one.quantity, "purchase_price": one.purchase_price}
    await conn.execute(insert(table).values(id=one.asset_id, portfolio_id=portfolio_id, **values))


async def update_asset(conn: AsyncConnection, one: SimpleAsset) -> None:
    values = {"quantity": one.quantity, "purchase_price": one.purchase_price}
    await conn.execute(update(table).where(table.c.id == one.asset_id).values(values))


async def fetch_assets(conn: AsyncConnection, portfolio_id: UUID) -> list[SimpleAsset]:
    """In the order in which they were added."""
    rows = await conn.execute(_select(portfolio_id).order_by(table.c.id))
    return [SimpleAsset(*row) for row in rows]


async def fetch_asset(conn: AsyncConnection, portfolio_id: UUID, asset_id: UUID) -> SimpleAsset | None:
    row = (await conn.execute(_select(portfolio_id).where(table.c.id == asset_id))).one_or_none()
    return None if row is None else SimpleAsset(*row)


def _select(portfolio_id: UUID) -> Select[Any]:
    columns = table.c.id, table.c.coin_id, table.c.quantity, table.c.purchase_price, transactions.c.time
    counts = (transactions.c.id == table.c.id) & transactions.c.joined_into.is_(None)
    joined = table.join(transactions, counts)
    return select(*columns).select_from(joined).where(table.c.portfolio_id == portfolio_id)
