"""Routes /portfolio/{portfolio_id}/questions: what only the owner can answer."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.clock import now_us
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, Conn, Deps, LockedPortfolio, ReadPortfolio
from portfolio.ledger.asked import accept_pair, ask_again, decline, fetch_declined, still_open
from portfolio.ledger.errors import TooManyTransactionsError, UnknownQuestionError
from portfolio.ledger.questions import Question, QuestionKind
from portfolio.ledger.routes.fields import Body, ExactText
from portfolio.ledger.routes.transaction_bodies import TransactionItem
from portfolio.ledger.sql.portfolios import raise_revision
from portfolio.ledger.transactions import Kind

router = APIRouter(prefix="/portfolio/{portfolio_id}/questions", tags=["questions"])


class SuggestionItem(BaseModel):
    """One answer. `pair_with` makes both transactions one transfer, `kind` changes this one."""

    pair_with: str | None
    kind: Kind | None
    quantity: ExactText | None


class QuestionItem(BaseModel):
    question_id: str
    kind: QuestionKind
    transaction_id: str
    coin_id: str
    suggestions: list[SuggestionItem]

    @classmethod
    def of(cls, one: Question) -> "QuestionItem":
        return cls(
            question_id=one.question_id,
            kind=one.kind,
            transaction_id=one.transaction_id,
            coin_id=one.asset,
            suggestions=[
                SuggestionItem(pair_with=each.pair_with, kind=each.kind, quantity=each.quantity)
                for each in one.suggestions
            ],
        )


class QuestionList(BaseModel):
    items: list[QuestionItem]
    total: int
    """Of all open questions; `items` are the first of them."""


class Answer(Body):
    question_id: Annotated[str, Query(max_length=200)]


@router.get("", operation_id="list_questions", responses=problems(*OF_PORTFOLIO))
async def list_questions(
    deps: Deps, conn: Conn, portfolio: ReadPortfolio, limit: Annotated[int, Query(ge=1, le=1_000)] = 200
) -> QuestionList:
    """List what needs the owner's answer, with suggested answers."""
    ledger = await deps.ledgers.read(portfolio)
    every = await asyncio.to_thread(ledger.questions, now_us())
    declined = await fetch_declined(conn, [portfolio.portfolio_id])
    asked = still_open(every, declined[portfolio.portfolio_id])
    return QuestionList(items=[QuestionItem.of(one) for one in asked[:limit]], total=len(asked))


@router.post(
    "/accept",
    operation_id="accept_question",
    responses=problems(*OF_PORTFOLIO, UnknownQuestionError, TooManyTransactionsError),
)
async def accept_question(deps: Deps, conn: Conn, portfolio: LockedPortfolio, body: Answer) -> TransactionItem:
    """Take the pair that is suggested: both transactions become one transfer. Delete it to have both again."""
    most = deps.settings.transactions_most
    return TransactionItem.of(await accept_pair(conn, deps.coins, portfolio, body.question_id, most=most))


@router.post("/decline", operation_id="decline_question", status_code=204, responses=problems(*OF_PORTFOLIO))
async def decline_question(conn: Conn, portfolio: LockedPortfolio, body: Answer) -> None:
    """Do not ask this again."""
    await decline(conn, portfolio, body.question_id)
    await raise_revision(conn, portfolio.portfolio_id)


@router.post("/ask-again", operation_id="ask_question_again", status_code=204, responses=problems(*OF_PORTFOLIO))
async def ask_question_again(conn: Conn, portfolio: LockedPortfolio, body: Answer) -> None:
    """Take back that a question was declined."""
    await ask_again(conn, portfolio, body.question_id)
    await raise_revision(conn, portfolio.portfolio_id)
