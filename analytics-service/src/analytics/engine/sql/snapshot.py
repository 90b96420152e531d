"""A connection for one answer: one snapshot, and 503 while the database is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.data.engine import is_away
from shared.errors import DatabaseAwayError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """All statements of an answer see the same candles.

    Raises:
        DatabaseAwayError: the database is not there just now.
    """
    try:
        async with engine.connect() as conn:
            yield await conn.execution_options(isolation_level="REPEATABLE READ")
    except Exception as error:
        if is_away(error):
            raise DatabaseAwayError("The candles cannot be read just now. Try again shortly.") from error
        raise
