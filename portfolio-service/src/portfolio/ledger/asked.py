"""The questions of a ledger that were not declined."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.questions import Question, implausible, missing, unmatched, unpriced
from portfolio.tables import declined_questions as declined


async def open_questions(
    conn: AsyncConnection, portfolio: Portfolio, rows: Sequence[Valued], outcome: Outcome, now_us: int
) -> list[Question]:
    query = select(declined.c.question_id).where(declined.c.portfolio_id == portfolio.portfolio_id)
    not_again = set(await conn.scalars(query))
    transactions = [row.transaction for row in rows]
    every = [
        *unmatched(transactions, CURRENCIES),
        *missing(outcome.missing),
        *unpriced(rows),
        *implausible(transactions, now_us),
    ]
    return [one for one in every if one.question_id not in not_again]


async def decline(conn: AsyncConnection, portfolio: Portfolio, question_id: str) -> None:
    row = upsert(declined).values(portfolio_id=portfolio.portfolio_id, question_id=question_id)
    await conn.execute(row.on_conflict_do_nothing())


async def ask_again(conn: AsyncConnection, portfolio: Portfolio, question_id: str) -> None:
    """Take back that a question was declined."""
    mine = declined.c.portfolio_id == portfolio.portfolio_id, declined.c.question_id == question_id
    await conn.execute(delete(declined).where(*mine))
