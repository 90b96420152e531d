"""SQL of portfolios. Every statement names the owner: another user's portfolio is not there."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from shared.clock import EPOCH
from shared.events.ids import uuid7
from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.fold import PoolOf
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.portfolio import PoolRule, Portfolio
from portfolio.tables import portfolio_pools as pools
from portfolio.tables import portfolios as table


async def insert_portfolio(
    conn: AsyncConnection,
    user_id: UUID,
    *,
    name: str,
    base_currency: str,
    lot_method: LotMethod,
    pool: PoolOf,
    track_cash: bool,
) -> UUID:
    portfolio_id = uuid7()
    await conn.execute(
        insert(table).values(
            id=portfolio_id,
            user_id=user_id,
            name=name,
            base_currency=base_currency,
            lot_method=lot_method,
            track_cash=track_cash,
        )
    )
    await conn.execute(insert(pools).values(portfolio_id=portfolio_id, since=EPOCH, pool=pool))
    return portfolio_id


async def count_portfolios(conn: AsyncConnection, user_id: UUID) -> int:
    return await conn.scalar(select(func.count()).select_from(table).where(table.c.user_id == user_id)) or 0


async def fetch_portfolio(
    conn: AsyncConnection, user_id: UUID, portfolio_id: UUID, *, lock: bool = False
) -> Portfolio | None:
    """With `lock` no other transaction changes its ledger until this one ends."""
    mine = select(table).where(table.c.id == portfolio_id, table.c.user_id == user_id)
    if lock:
        mine = mine.with_for_update()
    row = (await conn.execute(mine)).one_or_none()
    if row is None:
        return None
    return _of(row, await _pools(conn, select(pools).where(pools.c.portfolio_id == portfolio_id)))


async def fetch_revisions(conn: AsyncConnection, portfolio_ids: Collection[UUID]) -> dict[UUID, int]:
    """The revision of each that there is, whoever it belongs to."""
    rows = await conn.execute(select(table.c.id, table.c.revision).where(table.c.id.in_(portfolio_ids)))
    return {row.id: row.revision for row in rows}


async def fetch_portfolios_by_id(conn: AsyncConnection, portfolio_ids: Collection[UUID]) -> list[Portfolio]:
    """Anybody's, in any order: for what the service does by itself."""
    rows = (await conn.execute(select(table).where(table.c.id.in_(portfolio_ids)))).all()
    found = await _pools(conn, select(pools).where(pools.c.portfolio_id.in_([row.id for row in rows])))
    return [_of(row, found) for row in rows]


async def fetch_portfolios(
    conn: AsyncConnection, user_id: UUID, *, before: UUID | None = None, limit: int = 1_000
) -> list[Portfolio]:
    """A user's portfolios, newest first."""
    query = select(table).where(table.c.user_id == user_id).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    rows = (await conn.execute(query)).all()
    found = await _pools(conn, select(pools).where(pools.c.portfolio_id.in_([row.id for row in rows])))
    return [_of(row, found) for row in rows]


async def update_portfolio(conn: AsyncConnection, portfolio_id: UUID, changes: Mapping[str, Any]) -> None:
    """Any change makes what was computed old."""
    raised = {"revision": table.c.revision + 1, "rewritten": table.c.revision + 1, "updated_at": func.now()}
    await conn.execute(update(table).where(table.c.id == portfolio_id).values({**changes, **raised}))


async def raise_revision(conn: AsyncConnection, portfolio_id: UUID) -> int:
    """The new one, for rows that are added to what there is."""
    raised = update(table).where(table.c.id == portfolio_id).values(revision=table.c.revision + 1)
    revision: int = (await conn.execute(raised.returning(table.c.revision))).scalar_one()
    return revision


async def upsert_pool(conn: AsyncConnection, portfolio_id: UUID, rule: PoolRule) -> None:
    """From `rule.since` on; what was said for a later time goes."""
    mine = pools.c.portfolio_id == portfolio_id
    await conn.execute(delete(pools).where(mine, pools.c.since > rule.since))
    row = upsert(pools).values(portfolio_id=portfolio_id, since=rule.since, pool=rule.pool)
    await conn.execute(row.on_conflict_do_update(index_elements=["portfolio_id", "since"], set_={"pool": rule.pool}))


async def delete_portfolio(conn: AsyncConnection, user_id: UUID, portfolio_id: UUID) -> bool:
    """Whether there was one."""
    gone = delete(table).where(table.c.id == portfolio_id, table.c.user_id == user_id).returning(table.c.id)
    return (await conn.execute(gone)).one_or_none() is not None


async def _pools(conn: AsyncConnection, query: Select[Any]) -> dict[UUID, list[PoolRule]]:
    found: dict[UUID, list[PoolRule]] = {}
    for row in await conn.execute(query.order_by(pools.c.since)):
        found.setdefault(row.portfolio_id, []).append(PoolRule(row.since, PoolOf(row.pool)))
    return found


def _of(row: Any, found: Mapping[UUID, list[PoolRule]]) -> Portfolio:
    return Portfolio(
        portfolio_id=row.id,
        user_id=row.user_id,
        name=row.name,
        base_currency=row.base_currency,
        lot_method=LotMethod(row.lot_method),
        track_cash=row.track_cash,
        pools=tuple(found[row.id]),
        revision=row.revision,
        rewritten=row.rewritten,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
