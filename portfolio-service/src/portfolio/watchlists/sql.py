"""SQL of watchlists. Every statement names the owner."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.tables import watchlist_items as items
from portfolio.tables import watchlists as table

DEFAULT_NAME: Final = "Watchlist"


class Watchlist(NamedTuple):
    """`coins` in the owner's order. A user has one `is_default` from the start."""

    watchlist_id: UUID
    name: str
    is_default: bool
    coins: tuple[str, ...]


async def ensure_default(conn: AsyncConnection, user_id: UUID) -> None:
    row = upsert(table).values(id=uuid7(), user_id=user_id, name=DEFAULT_NAME, is_default=True)
    await conn.execute(row.on_conflict_do_nothing(index_elements=["user_id"], index_where=text("is_default")))


async def insert_watchlist(conn: AsyncConnection, user_id: UUID, name: str, coins: Sequence[str]) -> UUID:
    watchlist_id = uuid7()
    await conn.execute(insert(table).values(id=watchlist_id, user_id=user_id, name=name))
    await _insert_coins(conn, watchlist_id, coins)
    return watchlist_id


async def fetch_watchlists(conn: AsyncConnection, user_id: UUID) -> list[Watchlist]:
    """The default one first, then in the order in which they were made."""
    coins = func.array_agg(aggregate_order_by(items.c.coin_id, items.c.position)).filter(items.c.coin_id.is_not(None))
    query = (
        select(table.c.id, table.c.name, table.c.is_default, coins.label("coins"))
        .select_from(table.outerjoin(items, items.c.watchlist_id == table.c.id))
        .where(table.c.user_id == user_id)
        .group_by(table.c.id)
        .order_by(table.c.is_default.desc(), table.c.id)
    )
    return [_of(row) for row in await conn.execute(query)]


async def lock_watchlist(conn: AsyncConnection, user_id: UUID, watchlist_id: UUID) -> bool | None:
    """Whether it is the default one; None: the user has none with this id."""
    mine = table.c.id == watchlist_id, table.c.user_id == user_id
    found: bool | None = await conn.scalar(select(table.c.is_default).where(*mine).with_for_update())
    return found


async def rename(conn: AsyncConnection, watchlist_id: UUID, name: str) -> None:
    await conn.execute(update(table).where(table.c.id == watchlist_id).values(name=name))


async def replace_coins(conn: AsyncConnection, watchlist_id: UUID, coins: Sequence[str]) -> None:
    await conn.execute(delete(items).where(items.c.watchlist_id == watchlist_id))
    await _insert_coins(conn, watchlist_id, coins)


async def count_coins(conn: AsyncConnection, watchlist_id: UUID) -> int:
    return await conn.scalar(select(func.count()).where(items.c.watchlist_id == watchlist_id)) or 0


async def add_coin(conn: AsyncConnection, watchlist_id: UUID, coin_id: str) -> None:
    """At the end; one that is there stays where it is."""
    last = select(func.coalesce(func.max(items.c.position), -1) + 1).where(items.c.watchlist_id == watchlist_id)
    row = upsert(items).values(watchlist_id=watchlist_id, coin_id=coin_id, position=last.scalar_subquery())
    await conn.execute(row.on_conflict_do_nothing())


async def remove_coin(conn: AsyncConnection, watchlist_id: UUID, coin_id: str) -> None:
    await conn.execute(delete(items).where(items.c.watchlist_id == watchlist_id, items.c.coin_id == coin_id))


async def delete_watchlist(conn: AsyncConnection, watchlist_id: UUID) -> None:
    await conn.execute(delete(table).where(table.c.id == watchlist_id))


async def _insert_coins(conn: AsyncConnection, watchlist_id: UUID, coins: Sequence[str]) -> None:
    rows = [{"watchlist_id": watchlist_id, "coin_id": coin, "position": at} for at, coin in enumerate(coins)]
    if rows:
        await conn.execute(insert(items), rows)


def _of(row: Any) -> Watchlist:
    return Watchlist(row.id, row.name, row.is_default, tuple(row.coins or ()))
