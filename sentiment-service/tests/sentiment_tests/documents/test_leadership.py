import asyncio
from typing import NoReturn

import pytest
from sentiment.documents.leadership import LostLeadershipError, lead
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

# Of this database only: the tests of other processes hold such locks in databases of their own on the same server.
_END_LOCKS = text("""
SELECT pg_terminate_backend(held.pid)
FROM pg_locks held JOIN pg_database ON pg_database.oid = held.database
WHERE pg_database.datname = current_database() AND held.locktype = 'advisory' AND held.granted
    AND held.pid <> pg_backend_pid()
""")


class Work:
    def __init__(self) -> None:
        self.begun = 0
        self.is_running = False

    async def run(self) -> NoReturn:
        self.begun += 1
        self.is_running = True
        try:
            while True:
                await asyncio.Event().wait()
        finally:
            self.is_running = False


async def test_one_of_two_leads_and_the_other_takes_over_when_it_ends(engine: AsyncEngine) -> None:
    first, second = Work(), Work()
    leading = asyncio.create_task(lead(engine, first.run))
    await eventually(lambda: first.is_running)
    waiting = asyncio.create_task(lead(engine, second.run))

    leading.cancel()
    await asyncio.gather(leading, return_exceptions=True)
    await eventually(lambda: second.is_running)

    assert not first.is_running
    assert second.begun == 1
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_work_ends_with_the_connection_that_holds_the_lock(engine: AsyncEngine, admin: AsyncEngine) -> None:
    work = Work()
    leading = asyncio.create_task(lead(engine, work.run))
    await eventually(lambda: work.is_running)

    async with admin.begin() as conn:
        await conn.execute(_END_LOCKS)

    with pytest.raises(LostLeadershipError):
        await leading
    assert not work.is_running


async def test_an_error_of_the_work_itself_is_raised(engine: AsyncEngine) -> None:
    async def broken() -> NoReturn:
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        await lead(engine, broken)
