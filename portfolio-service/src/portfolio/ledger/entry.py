"""Rows enter, change and leave a ledger: checked, valued at their own time, and with them the ledger's revision."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.errors import TooManyTransactionsError, UnknownTransactionError
from portfolio.ledger.outcome import StoredTransaction
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.imported_rows import ImportedRow
from portfolio.ledger.sql.ledger_rows import count_rows
from portfolio.ledger.sql.portfolios import raise_revision, update_portfolio
from portfolio.ledger.sql.transactions import (
    delete_transactions,
    fetch_rows,
    insert_transactions,
    update_transaction,
)
from portfolio.ledger.transactions import Transaction
from portfolio.valuation.coins import Coins
from portfolio.valuation.past_prices import fetch_past_prices
from portfolio.valuation.worth import needed, valued

_AT_ONCE: Final = 5_000


async def value_rows(
    conn: AsyncConnection, coins: Coins, portfolio: Portfolio, rows: Sequence[Transaction]
) -> list[StoredTransaction]:
    base = portfolio.base_currency
    wanted = {price for row in rows for price in needed(row, base)}
    prices = await fetch_past_prices(conn, coins, wanted)
    return await asyncio.to_thread(lambda: [valued(row, base, prices) for row in rows])


async def add_rows(
    conn: AsyncConnection,
    coins: Coins,
    portfolio: Portfolio,
    rows: Sequence[Transaction],
    *,
    most: int,
    imported: Sequence[ImportedRow] = (),
    progress: Callable[[int], None] | None = None,
) -> None:
    """All of them. `portfolio` is locked. `progress` is called with how many are through.

    Raises:
        TooManyTransactionsError: it would have more than `most`.
    """
    sizes = await count_rows(conn, [portfolio.portfolio_id])
    if sizes.get(portfolio.portfolio_id, 0) + len(rows) > most:
        raise TooManyTransactionsError(most)
    revision = await raise_revision(conn, portfolio.portfolio_id)
    for first in range(0, len(rows), _AT_ONCE):
        piece = slice(first, first + _AT_ONCE)
        stored = await value_rows(conn, coins, portfolio, rows[piece])
        await insert_transactions(conn, portfolio.portfolio_id, revision, stored, imported[piece])
        if progress is not None:
            progress(first + len(stored))


async def change_row(conn: AsyncConnection, coins: Coins, portfolio: Portfolio, row: Transaction) -> StoredTransaction:
    """Put `row` in the place of the one with its id.

    Raises:
        UnknownTransactionError: there is none.
    """
    if not await fetch_rows(conn, portfolio.portfolio_id, [UUID(row.transaction_id)]):
        raise UnknownTransactionError
    (stored,) = await value_rows(conn, coins, portfolio, [row])
    await update_transaction(conn, stored)
    await update_portfolio(conn, portfolio.portfolio_id, {})
    return (await fetch_rows(conn, portfolio.portfolio_id, [UUID(row.transaction_id)]))[0]


async def delete_row(conn: AsyncConnection, portfolio: Portfolio, transaction_id: UUID) -> None:
    """Raises `UnknownTransactionError`."""
    if not await delete_transactions(conn, portfolio.portfolio_id, [transaction_id]):
        raise UnknownTransactionError
    await update_portfolio(conn, portfolio.portfolio_id, {})


def new_id() -> str:
    return str(uuid7())
