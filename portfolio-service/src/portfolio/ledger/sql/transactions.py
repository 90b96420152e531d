"""SQL of transactions: a row in the table and a transaction of the ledger are the same thing in two shapes."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from shared.clock import from_us, to_us
from sqlalchemy import delete, exists, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.outcome import StoredTransaction
from portfolio.ledger.sql.imported_rows import ImportedRow
from portfolio.ledger.sql.ledger_rows import COUNTS, ROWS, valued_row
from portfolio.ledger.transactions import Kind
from portfolio.tables import transactions as table

_FEW: Final = 100
_END: Final = table.alias("joined_end")
_ROWS: Final = ROWS.add_columns(
    *(table.c.worth_source, table.c.fee_worth_source, table.c.created_at, table.c.updated_at),
    exists().where(_END.c.joined_into == table.c.id).label("is_joined"),
)


class Place(NamedTuple):
    """Where a page of transactions ends: newest first."""

    time_us: int
    entered: int


class Filter(NamedTuple):
    """`start` and `end` in µs: from, before."""

    asset: str | None = None
    kind: Kind | None = None
    wallet: str | None = None
    start_us: int | None = None
    end_us: int | None = None


NO_FILTER: Final = Filter()


async def insert_transactions(
    conn: AsyncConnection,
    portfolio_id: UUID,
    revision: int,
    rows: Sequence[StoredTransaction],
    imported: Sequence[ImportedRow] = (),
) -> None:
    """In the order given: of rows of one instant, the one before counts before. `imported` is of all rows, or empty."""
    values = await asyncio.to_thread(_records, portfolio_id, revision, rows, imported)
    if len(values) <= _FEW:
        await conn.execute(insert(table), values)
        return
    # COPY: the driver takes the same time for tens of rows by INSERT as for thousands by this.
    driver: asyncpg.Connection = (await conn.get_raw_connection()).driver_connection  # type: ignore[assignment]
    records = [tuple({**one, "lots": _json(one["lots"])}.values()) for one in values]
    await driver.copy_records_to_table(table.name, records=records, columns=list(values[0]))


async def update_transaction(conn: AsyncConnection, row: StoredTransaction) -> None:
    values = _columns(row)
    transaction_id = values.pop("id")
    await conn.execute(update(table).where(table.c.id == transaction_id).values(**values, updated_at=func.now()))


async def delete_transactions(conn: AsyncConnection, portfolio_id: UUID, ids: Sequence[UUID]) -> int:
    """How many of them there were."""
    gone = delete(table).where(table.c.portfolio_id == portfolio_id, table.c.id.in_(ids), COUNTS)
    return (await conn.execute(gone)).rowcount


async def fetch_rows(conn: AsyncConnection, portfolio_id: UUID, ids: Sequence[UUID]) -> list[StoredTransaction]:
    """Those that there are, in the order of `ids`."""
    query = _ROWS.where(table.c.portfolio_id == portfolio_id, table.c.id.in_(ids))
    found = {row.id: stored(row) for row in await conn.execute(query)}
    return [found[str(one)] for one in ids if str(one) in found]


async def fetch_page(
    conn: AsyncConnection, portfolio_id: UUID, wanted: Filter, *, before: Place | None, limit: int
) -> list[StoredTransaction]:
    """Newest first; of one instant, the one entered last."""
    query = _ROWS.where(table.c.portfolio_id == portfolio_id, *_conditions(wanted))
    if before is not None:
        query = query.where(tuple_(table.c.time, table.c.entered) < (from_us(before.time_us), before.entered))
    query = query.order_by(table.c.time.desc(), table.c.entered.desc()).limit(limit)
    return [stored(row) for row in await conn.execute(query)]


async def fetch_ids(conn: AsyncConnection, portfolio_id: UUID) -> set[str]:
    found = await conn.scalars(select(table.c.id).where(table.c.portfolio_id == portfolio_id))
    return {str(one) for one in found}


def _conditions(wanted: Filter) -> list[Any]:
    columns = table.c
    found: list[Any] = []
    if wanted.asset is not None:
        assets = columns.in_asset, columns.out_asset, columns.fee_asset
        found.append(or_(*(column == wanted.asset for column in assets)))
    if wanted.kind is not None:
        found.append(columns.kind == wanted.kind)
    if wanted.wallet is not None:
        found.append(or_(columns.wallet == wanted.wallet, columns.to_wallet == wanted.wallet))
    if wanted.start_us is not None:
        found.append(columns.time >= from_us(wanted.start_us))
    if wanted.end_us is not None:
        found.append(columns.time < from_us(wanted.end_us))
    return found


def _records(
    portfolio_id: UUID, revision: int, rows: Sequence[StoredTransaction], imported: Sequence[ImportedRow]
) -> list[dict[str, Any]]:
    values = [{"portfolio_id": portfolio_id, "revision": revision, **_columns(row)} for row in rows]
    if imported:
        for one, came in zip(values, imported, strict=True):
            one |= {"import_id": came.import_id, "import_key": came.key, "occurrence": came.occurrence}
    return values


def _json(lots: object) -> str | None:
    return None if lots is None else msgspec.json.encode(lots).decode()


def _columns(row: StoredTransaction) -> dict[str, Any]:
    """All but what the table itself gives: portfolio, order of entry, times of writing."""
    valued, one = row.valued, row.valued.transaction
    fee, value = one.fee, one.value
    return {
        "id": UUID(one.transaction_id),
        "kind": one.kind,
        "time": from_us(one.time_us),
        "wallet": one.wallet,
        "to_wallet": one.to_wallet,
        "in_asset": one.in_ and one.in_.asset,
        "in_quantity": one.in_ and one.in_.quantity,
        "out_asset": one.out and one.out.asset,
        "out_quantity": one.out and one.out.quantity,
        "fee_asset": fee and fee.asset,
        "fee_quantity": fee and fee.quantity,
        "fee_amount": fee and fee.value and fee.value.amount,
        "fee_currency": fee and fee.value and fee.value.currency,
        "amount": value and value.amount,
        "currency": value and value.currency,
        "lots": [[lot.lot_id, str(lot.quantity)] for lot in one.lots] or None,
        "note": one.note,
        "external_id": one.external_id,
        "worth": valued.value,
        "worth_source": row.value_source,
        "worth_reason": valued.reason,
        "fee_worth": valued.fee_value,
        "fee_worth_source": row.fee_value_source,
        "fee_worth_reason": valued.fee_reason,
    }


def stored(row: Any) -> StoredTransaction:
    return StoredTransaction(
        valued_row(row),
        row.worth_source,
        row.fee_worth_source,
        to_us(row.created_at),
        to_us(row.updated_at),
        row.is_joined,
    )
