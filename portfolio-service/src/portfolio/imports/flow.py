"""A file on its way into a ledger: a dry run that saves nothing, the same once more in earnest, and its undoing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.imports.drafts import Draft
from portfolio.imports.errors import ImportIsDoneError, RowsHaveErrorsError, UnknownImportError, UnreadableFileProblem
from portfolio.imports.files import UnreadableFileError
from portfolio.imports.known import Sorted, sort_out
from portfolio.imports.reading import ReadFile, read_file
from portfolio.imports.sql import Import, ImportState, fetch_file, fetch_import, set_committed, set_undone
from portfolio.ledger.entry import add_rows
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.imported_rows import ImportedRow, delete_import, fetch_known
from portfolio.ledger.sql.portfolios import update_portfolio
from portfolio.ledger.sql.transactions import fetch_ids
from portfolio.ledger.transactions import ChosenLot, Fee, Money, Part, Transaction
from portfolio.valuation.coins import Coins


@dataclass(slots=True)
class Progress:
    """How many rows of a file are through."""

    done: int = 0


class DryRun(NamedTuple):
    read: ReadFile
    sorted: Sorted


async def dry_run(
    conn: AsyncConnection,
    portfolio: Portfolio,
    file: bytes,
    filename: str,
    *,
    mapping: Mapping[str, str] | None,
    wallet: str,
) -> DryRun:
    """Every row's fate in the ledger of now.

    Raises:
        UnreadableFileProblem: the file is no table, or of no format that is known.
    """
    try:
        read = await asyncio.to_thread(read_file, file, filename, mapping, wallet)
    except UnreadableFileError as error:
        raise UnreadableFileProblem(str(error)) from None
    known = await fetch_known(conn, portfolio.portfolio_id)
    ids = await fetch_ids(conn, portfolio.portfolio_id)
    return DryRun(read, await asyncio.to_thread(sort_out, read.parsed.drafts, read.format_name, known, ids))


async def commit(
    conn: AsyncConnection, coins: Coins, portfolio: Portfolio, import_id: UUID, *, most: int, progress: Progress
) -> int:
    """All new rows of the file, or none; how many they were. `portfolio` is locked.

    Raises:
        UnknownImportError, ImportIsDoneError: there is none, or nobody has begun to commit it.
        RowsHaveErrorsError: some rows cannot be read.
    """
    found = await _import(conn, portfolio, import_id, ImportState.COMMITTING)
    file = await fetch_file(conn, import_id)
    run = await dry_run(conn, portfolio, file, found.filename, mapping=found.mapping, wallet=found.wallet)
    if run.read.parsed.errors:
        raise RowsHaveErrorsError(len(run.read.parsed.errors))
    rows = await asyncio.to_thread(transactions_of, [draft for draft, _, _ in run.sorted.new], coins)
    before = run.read.rows - len(rows)  # known, ignored, or part of another row

    def on_progress(through: int) -> None:
        progress.done = before + through

    imported = [ImportedRow(import_id, key, occurrence) for _, key, occurrence in run.sorted.new]
    if rows:
        await add_rows(conn, coins, portfolio, rows, most=most, imported=imported, progress=on_progress)
    await set_committed(conn, import_id, len(rows))
    return len(rows)


async def undo(conn: AsyncConnection, portfolio: Portfolio, import_id: UUID) -> None:
    """Delete what came with a committed import. `portfolio` is locked.

    Raises:
        UnknownImportError, ImportIsDoneError: there is none, or it is not committed.
    """
    await _import(conn, portfolio, import_id, ImportState.COMMITTED)
    await delete_import(conn, portfolio.portfolio_id, import_id)
    await set_undone(conn, import_id)
    await update_portfolio(conn, portfolio.portfolio_id, {})


def transactions_of(drafts: Sequence[Draft], coins: Coins) -> list[Transaction]:
    """Rows of the ledger, in the file's order. Lots that a draft names are those of other drafts of its file."""
    ids = [str(uuid7()) for _ in drafts]
    ours = {draft.exported_id: own for draft, own in zip(drafts, ids, strict=True) if draft.exported_id}
    return [_transaction(draft, own, ours, coins) for draft, own in zip(drafts, ids, strict=True)]


def _transaction(draft: Draft, transaction_id: str, ours: Mapping[str, str], coins: Coins) -> Transaction:
    def asset(name: str) -> str:
        """What is not followed keeps its name, and is asked about."""
        return coins.asset_of(name) or name.upper()

    def part(one: Part | None) -> Part | None:
        return None if one is None else Part(asset(one.asset), one.quantity)

    def money(one: Money | None) -> Money | None:
        return None if one is None else Money(one.amount, asset(one.currency))

    fee = draft.fee
    return Transaction(
        transaction_id=transaction_id,
        kind=draft.kind,
        time_us=draft.time_us,
        entered=0,
        wallet=draft.wallet,
        in_=part(draft.in_),
        out=part(draft.out),
        fee=None if fee is None else Fee(asset(fee.asset), fee.quantity, money(fee.value)),
        value=money(draft.value),
        to_wallet=draft.to_wallet,
        lots=tuple(ChosenLot(_own_lot(lot.lot_id, ours), lot.quantity) for lot in draft.lots),
        note=draft.note,
        external_id=draft.external_id,
    )


def _own_lot(lot_id: str, ours: Mapping[str, str]) -> str:
    """A lot is named after its transaction, and its number where a transfer moved it (`id/0`)."""
    transaction_id, slash, number = lot_id.partition("/")
    return f"{ours.get(transaction_id, transaction_id)}{slash}{number}"


async def _import(conn: AsyncConnection, portfolio: Portfolio, import_id: UUID, state: ImportState) -> Import:
    found = await fetch_import(conn, portfolio.portfolio_id, import_id)
    if found is None:
        raise UnknownImportError
    if found.state is not state:
        raise ImportIsDoneError(found.state.replace("_", " "))
    return found
