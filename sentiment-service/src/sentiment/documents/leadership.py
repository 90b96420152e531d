"""One process of all replicas fetches, groups and publishes: the one that holds a lock of the database."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, NoReturn

from shared.data.engine import is_temporary
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_TRY: Final = text("SELECT pg_try_advisory_lock(hashtextextended('sentiment leader', 0))")
_STILL: Final = text("SELECT 1")
_EVERY: Final = 2.0


class LostLeadershipError(Exception):
    """The connection that holds the lock is gone, or never came: another process may lead by now."""


async def lead(engine: AsyncEngine, work: Callable[[], Awaitable[NoReturn]]) -> NoReturn:
    """Wait for the lock, as long as it takes, then work for as long as its connection lives.

    Raises:
        LostLeadershipError: the work was cancelled; it may be tried again.
    """
    try:
        async with engine.connect() as conn:
            conn = await conn.execution_options(isolation_level="AUTOCOMMIT")
            try:
                while not await conn.scalar(_TRY):  # noqa: ASYNC110 - PostgreSQL tells nobody that a lock is free
                    await asyncio.sleep(_EVERY)
                await _while_held(conn, work)
            finally:
                await conn.invalidate()  # back in the pool it would keep the lock
    except Exception as error:
        if all(map(is_temporary, _causes(error))):
            raise LostLeadershipError("; ".join(map(repr, _causes(error)))) from error
        raise
    raise AssertionError("the work has no end")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The errors of a group's tasks, or the error itself."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _causes(one)
    else:
        yield error


async def _while_held(conn: AsyncConnection, work: Callable[[], Awaitable[NoReturn]]) -> None:
    working, held = asyncio.ensure_future(work()), asyncio.ensure_future(_hold(conn))
    try:
        done, _ = await asyncio.wait((working, held), return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (working, held):
            task.cancel()
        await asyncio.gather(working, held, return_exceptions=True)


async def _hold(conn: AsyncConnection) -> NoReturn:
    while True:
        await asyncio.sleep(_EVERY)
        await conn.execute(_STILL)
