"""A row of the table as a transaction of the ledger, and SQL of whole ledgers: only what is needed to compute them."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from sys import intern
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Text, cast, extract, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.outcome import UnknownReason, Valued
from portfolio.ledger.transactions import ChosenLot, Fee, Kind, Money, Part, Transaction
from portfolio.tables import transactions as table

COUNTS: Final = table.c.joined_into.is_(None)
"""Not the ends of a transfer that were joined into it."""
_KINDS: Final = {kind.value: kind for kind in Kind}
_REASONS: Final[dict[str | None, UnknownReason | None]] = {None: None, **{one.value: one for one in UnknownReason}}
ROWS: Final = select(
    table.c.portfolio_id,
    *(cast(table.c.id, Text).label("id"), table.c.kind, cast(extract("epoch", table.c.time) * 1_000_000, BigInteger)),
    *(table.c.entered, table.c.wallet, table.c.to_wallet, table.c.lots, table.c.note, table.c.external_id),
    *(table.c.worth, table.c.worth_reason, table.c.fee_worth, table.c.fee_worth_reason),
    *(table.c.in_asset, table.c.in_quantity, table.c.out_asset, table.c.out_quantity),
    *(table.c.fee_asset, table.c.fee_quantity, table.c.fee_amount, table.c.fee_currency),
    *(table.c.amount, table.c.currency),
).where(COUNTS)
"""Those that count, for `valued_row`; who needs more columns adds them behind these."""

Rows = Sequence[Sequence[Any]]


async def count_rows(conn: AsyncConnection, portfolio_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many each has, ends of joined transfers as well; one that has none is not there."""
    mine = table.c.portfolio_id.in_(portfolio_ids)
    rows = await conn.execute(select(table.c.portfolio_id, func.count()).where(mine).group_by(table.c.portfolio_id))
    return {portfolio_id: count for portfolio_id, count in rows}  # noqa: C416 - rows are no pairs to a type checker


async def fetch_ledger(conn: AsyncConnection, portfolio_id: UUID, *, after: int, upto: int) -> Rows:
    """Every transaction that came with a revision after one and up to another, in any order, for `read_rows`."""
    query = ROWS.where(table.c.portfolio_id == portfolio_id, table.c.revision <= upto)
    if after >= 0:
        query = query.where(table.c.revision > after)
    return (await conn.execute(query)).all()


async def fetch_ledgers(conn: AsyncConnection, portfolio_ids: Collection[UUID]) -> dict[UUID, list[Valued]]:
    """Several whole ledgers, small ones, each in any order."""
    found: dict[UUID, list[Valued]] = {portfolio_id: [] for portfolio_id in portfolio_ids}
    for row in await conn.execute(ROWS.where(table.c.portfolio_id.in_(portfolio_ids))):
        found[row[0]].append(valued_row(row))
    return found


def read_rows(rows: Rows) -> list[Valued]:
    """No I/O: many rows are read in a thread, so that nobody waits for it."""
    return [valued_row(row) for row in rows]


def valued_row(row: Sequence[Any]) -> Valued:
    """A row of `ROWS`. By place: by name it would take longer than the database needs."""
    transaction_id, kind, time_us, entered, wallet, to_wallet, lots, note, external_id = row[1:10]
    worth, reason, fee_worth, fee_reason = row[10:14]
    in_asset, in_quantity, out_asset, out_quantity = row[14:18]
    fee_asset, fee_quantity, fee_amount, fee_currency = row[18:22]
    transaction = Transaction(
        transaction_id=transaction_id,
        kind=_KINDS[kind],
        time_us=time_us,
        entered=entered,
        wallet=intern(wallet),
        in_=None if in_asset is None else Part(intern(in_asset), in_quantity),
        out=None if out_asset is None else Part(intern(out_asset), out_quantity),
        fee=None if fee_asset is None else Fee(intern(fee_asset), fee_quantity, _money(fee_amount, fee_currency)),
        value=_money(*row[22:24]),
        to_wallet=to_wallet,
        lots=tuple(ChosenLot(lot_id, Decimal(quantity)) for lot_id, quantity in lots) if lots else (),
        note=note,
        external_id=external_id,
    )
    return Valued(transaction, worth, _REASONS[reason], fee_worth, _REASONS[fee_reason])


def _money(amount: Decimal | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount, intern(currency))
