"""Routes /portfolio/{portfolio_id}/transactions: the rows of a ledger."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from shared.clock import to_us
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.parameters import Span
from shared.http.problems import problems

from portfolio.injection import OF_PORTFOLIO, Conn, Deps, LockedPortfolio, ReadPortfolio, Writer
from portfolio.ledger.entry import add_rows, change_row, delete_row, new_id
from portfolio.ledger.errors import KeyReusedError, TooManyTransactionsError, UnknownTransactionError
from portfolio.ledger.idempotency import IdempotencyKey, once
from portfolio.ledger.outcome import StoredTransaction
from portfolio.ledger.routes.fields import Asset, Name
from portfolio.ledger.routes.transaction_bodies import (
    TransactionBody,
    TransactionItem,
    TransactionsBody,
    transaction_of,
)
from portfolio.ledger.sql.transactions import Filter, Place, fetch_page, fetch_rows
from portfolio.ledger.transactions import Kind

router = APIRouter(prefix="/portfolio/{portfolio_id}/transactions", tags=["transactions"])

_CURSOR: Final = ListCursor("transactions", Place)
TransactionId = Annotated[UUID, Path(description="`transaction_id` of the list")]


class TransactionPage(Page[TransactionItem]):
    pass


class AddedTransactions(BaseModel):
    items: list[TransactionItem]


@router.post(
    "",
    operation_id="add_transactions",
    status_code=201,
    responses=problems(*OF_PORTFOLIO, TooManyTransactionsError, KeyReusedError),
)
async def add_transactions(
    request: Request,
    writer: Writer,
    deps: Deps,
    conn: Conn,
    portfolio: LockedPortfolio,
    body: TransactionBody | TransactionsBody,
    key: IdempotencyKey = None,
) -> TransactionItem | AddedTransactions:
    """Add one transaction, or several as `items`: all or none."""

    async def add() -> TransactionItem | AddedTransactions:
        if isinstance(body, TransactionBody):
            rows = [transaction_of(body, new_id(), deps.coins)]
        else:
            rows = [transaction_of(one, new_id(), deps.coins, f"items.{at}.") for at, one in enumerate(body.items)]
        await add_rows(conn, deps.coins, portfolio, rows, most=deps.settings.transactions_most)
        stored = await fetch_rows(conn, portfolio.portfolio_id, [UUID(row.transaction_id) for row in rows])
        items = [TransactionItem.of(row) for row in stored]
        return items[0] if isinstance(body, TransactionBody) else AddedTransactions(items=items)

    answer: TransactionItem | AddedTransactions = await once(conn, writer.user_id, key, (request.url.path, body), add)
    return answer


@router.get("", operation_id="list_transactions", responses=problems(*OF_PORTFOLIO))
async def list_transactions(
    deps: Deps,
    conn: Conn,
    portfolio: ReadPortfolio,
    span: Span,
    coin: Asset | None = None,
    kind: Kind | None = None,
    wallet: Name | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> TransactionPage:
    """List transactions, newest first; of one instant, the one entered last."""
    wanted = Filter(
        None if coin is None else deps.coins.resolve(coin, "coin"),
        kind,
        wallet,
        None if span.start is None else to_us(span.start),
        None if span.end is None else to_us(span.end),
    )
    of = (portfolio.portfolio_id, *wanted)
    before = _CURSOR.read(cursor, *of)
    found = await fetch_page(conn, portfolio.portfolio_id, wanted, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(found, limit, _place, *of)
    return TransactionPage(items=[TransactionItem.of(row) for row in page], next=following)


@router.get(
    "/{transaction_id}",
    operation_id="read_transaction",
    responses=problems(*OF_PORTFOLIO, UnknownTransactionError),
)
async def read_transaction(conn: Conn, portfolio: ReadPortfolio, transaction_id: TransactionId) -> TransactionItem:
    for row in await fetch_rows(conn, portfolio.portfolio_id, [transaction_id]):
        return TransactionItem.of(row)
    raise UnknownTransactionError


@router.patch(
    "/{transaction_id}",
    operation_id="change_transaction",
    responses=problems(*OF_PORTFOLIO, UnknownTransactionError),
)
async def change_transaction(
    deps: Deps,
    conn: Conn,
    portfolio: LockedPortfolio,
    transaction_id: TransactionId,
    body: TransactionBody,
) -> TransactionItem:
    """Say anew what happened: the whole transaction. It keeps its id and its place in the order of entry."""
    row = transaction_of(body, str(transaction_id), deps.coins)
    return TransactionItem.of(await change_row(conn, deps.coins, portfolio, row))


@router.delete(
    "/{transaction_id}",
    operation_id="delete_transaction",
    status_code=204,
    responses=problems(*OF_PORTFOLIO, UnknownTransactionError),
)
async def delete_transaction(conn: Conn, portfolio: LockedPortfolio, transaction_id: TransactionId) -> None:
    await delete_row(conn, portfolio, transaction_id)


def _place(row: StoredTransaction) -> Place:
    one = row.valued.transaction
    return Place(one.time_us, one.entered)
