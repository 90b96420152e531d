"""Rows enter, change and leave a ledger: checked, valued at their own time, and with them the ledger's revision."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from shared.data.database import Database
from shared.events.ids import uuid7
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.errors import TooManyTransactionsError, UnknownTransactionError
from portfolio.ledger.outcome import StoredTransaction
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.imported_rows import ImportedRow
from portfolio.ledger.sql.ledger_rows import count_rows
from portfolio.ledger.sql.portfolios import fetch_portfolio, raise_revision, update_portfolio
from portfolio.ledger.sql.transactions import (
    delete_transactions,
    fetch_rows,
    insert_transactions,
    update_transaction,
)
from portfolio.ledger.sql.unknown_worths import Owned, fetch_owned, fetch_unknown
from portfolio.ledger.transactions import Transaction
from portfolio.valuation.coins import Coins
from portfolio.valuation.past_prices import fetch_past_prices
from portfolio.valuation.worth import needed, valued

_AT_ONCE: Final = 5_000
_PORTFOLIOS_AT_ONCE: Final = 100


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


async def value_unknown(database: Database, coins: Coins) -> int:
    """Value again what had no price or no rate when it was entered; returns how many rows have another worth now.

    Candles come after the fact: a coin's history is imported when it is first followed, a hole is closed later.
    """
    found, after = 0, None
    while True:
        async with database.begin() as conn:
            some = await fetch_owned(conn, after=after, limit=_PORTFOLIOS_AT_ONCE)
        if not some:
            return found
        for owned in some:
            found += await _value_unknown_of(database, coins, owned)
        after = some[-1].portfolio_id


async def _value_unknown_of(database: Database, coins: Coins, owned: Owned) -> int:
    found, after = 0, None
    while True:
        async with database.begin() as conn:
            portfolio = await fetch_portfolio(conn, owned.user_id, owned.portfolio_id, lock=True)
            if portfolio is None:
                return found
            rows = await fetch_unknown(conn, owned.portfolio_id, coins.priced, after=after, limit=_AT_ONCE)
            if not rows:
                return found
            anew = await value_rows(conn, coins, portfolio, [row.transaction for row in rows])
            changed = [new for old, new in zip(rows, anew, strict=True) if new.valued != old]
            for one in changed:
                await update_transaction(conn, one)
            if changed:
                await update_portfolio(conn, owned.portfolio_id, {})
        found += len(changed)
        after = UUID(rows[-1].transaction.transaction_id)


def new_id() -> str:
    return str(uuid7())
