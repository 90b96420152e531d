"""SQL of transactions whose worth, or whose fee's, was not known when they were entered: no price, or no rate."""

from collections.abc import Collection
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.outcome import UnknownReason, Valued
from portfolio.ledger.sql.ledger_rows import ROWS, valued_row
from portfolio.tables import portfolios
from portfolio.tables import transactions as table

_LOOKED_UP: Final = (UnknownReason.NO_PRICE.value, UnknownReason.NO_RATE.value)
# As the index `transactions_unknown_worth_idx` says it.
_UNKNOWN: Final = or_(table.c.worth_reason.in_(_LOOKED_UP), table.c.fee_worth_reason.in_(_LOOKED_UP))
_ASSETS: Final = (table.c.in_asset, table.c.out_asset, table.c.currency, table.c.fee_asset, table.c.fee_currency)


class Owned(NamedTuple):
    user_id: UUID
    portfolio_id: UUID


async def fetch_owned(conn: AsyncConnection, *, after: UUID | None, limit: int) -> list[Owned]:
    """Portfolios that have some, by their id."""
    has_some = select(table.c.portfolio_id).where(_UNKNOWN, table.c.portfolio_id == portfolios.c.id).exists()
    query = select(portfolios.c.user_id, portfolios.c.id).where(has_some).order_by(portfolios.c.id).limit(limit)
    if after is not None:
        query = query.where(portfolios.c.id > after)
    return [Owned(*row) for row in await conn.execute(query)]


async def fetch_unknown(
    conn: AsyncConnection, portfolio_id: UUID, assets: Collection[str], *, after: UUID | None, limit: int
) -> list[Valued]:
    """A portfolio's transactions with an unknown worth in which some of the assets is, by their id."""
    query = ROWS.where(table.c.portfolio_id == portfolio_id, _UNKNOWN)
    query = query.where(or_(*(column.in_(assets) for column in _ASSETS))).order_by(table.c.id).limit(limit)
    if after is not None:
        query = query.where(table.c.id > after)
    return [valued_row(row) for row in await conn.execute(query)]
