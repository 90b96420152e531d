"""The questions of a ledger that were not declined, and what becomes of their answers."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.entry import add_rows, new_id
from portfolio.ledger.errors import UnknownQuestionError
from portfolio.ledger.outcome import StoredTransaction
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.questions import Question, pair_of, transfer_of
from portfolio.ledger.sql.joined_rows import fetch_joined, join_transactions
from portfolio.ledger.sql.portfolios import update_portfolio
from portfolio.ledger.sql.transactions import fetch_rows
from portfolio.tables import declined_questions as table
from portfolio.valuation.coins import Coins


def still_open(asked: Sequence[Question], declined: Collection[str]) -> list[Question]:
    return [one for one in asked if one.question_id not in declined]


async def fetch_declined(conn: AsyncConnection, portfolio_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """The questions of each that its owner does not want to be asked again."""
    found: dict[UUID, set[str]] = {portfolio_id: set() for portfolio_id in portfolio_ids}
    mine = table.c.portfolio_id.in_(portfolio_ids)
    for portfolio_id, question_id in await conn.execute(select(table.c.portfolio_id, table.c.question_id).where(mine)):
        found[portfolio_id].add(question_id)
    return found


async def decline(conn: AsyncConnection, portfolio: Portfolio, question_id: str) -> None:
    row = upsert(table).values(portfolio_id=portfolio.portfolio_id, question_id=question_id)
    await conn.execute(row.on_conflict_do_nothing())


async def ask_again(conn: AsyncConnection, portfolio: Portfolio, question_id: str) -> None:
    """Take back that a question was declined."""
    mine = table.c.portfolio_id == portfolio.portfolio_id, table.c.question_id == question_id
    await conn.execute(delete(table).where(*mine))


async def accept_pair(
    conn: AsyncConnection, coins: Coins, portfolio: Portfolio, question_id: str, *, most: int
) -> StoredTransaction:
    """Make a withdrawal and a deposit one transfer. Both stay in the table and count again if it is deleted.

    Accepted before, nothing changes. `portfolio` is locked.

    Raises:
        UnknownQuestionError: no such pair is suggested.
    """
    ids = _uuids(pair_of(question_id))
    transfer_id = await fetch_joined(conn, portfolio.portfolio_id, ids)
    if transfer_id is None:
        transfer_id = await _join(conn, coins, portfolio, ids, most=most)
    return (await fetch_rows(conn, portfolio.portfolio_id, [transfer_id]))[0]


async def _join(conn: AsyncConnection, coins: Coins, portfolio: Portfolio, ids: Sequence[UUID], *, most: int) -> UUID:
    ends = [row.valued.transaction for row in await fetch_rows(conn, portfolio.portfolio_id, ids)]
    transfer = transfer_of(ends[0], ends[1], new_id()) if len(ends) == len(ids) else None
    if transfer is None:
        raise UnknownQuestionError
    await add_rows(conn, coins, portfolio, [transfer], most=most)
    await join_transactions(conn, portfolio.portfolio_id, ids, UUID(transfer.transaction_id))
    await update_portfolio(conn, portfolio.portfolio_id, {})
    return UUID(transfer.transaction_id)


def _uuids(pair: tuple[str, str] | None) -> list[UUID]:
    if pair is None:
        raise UnknownQuestionError
    try:
        return [UUID(one) for one in pair]
    except ValueError:
        raise UnknownQuestionError from None
