"""A service's database: transactions at the edges, and 503 while it is away."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.data.engine import is_away, sqlstate
from shared.errors import UnavailableError

_FOREIGN_KEY: Final = "23503"


def _lost_to_another(error: Exception) -> bool:
    """Whether another transaction got in the way: the same request may be made again.

    Two waited for each other and this one was ended; or what it adds to was deleted meanwhile.
    """
    state = sqlstate(error) or ""
    return state.startswith("40") or state == _FOREIGN_KEY


class Database:
    """`async with database.begin() as conn`: one transaction, committed at its end.

    Raises:
        UnavailableError: the database is away, or another transaction got in the way; the request may be made again.
    """

    def __init__(self, engine: AsyncEngine, *, away: str) -> None:
        """`away`: what a caller is told while the database does not answer."""
        self._engine = engine
        self._away = away

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as conn:
                yield conn
        except Exception as error:
            if is_away(error) or _lost_to_another(error):
                raise UnavailableError(self._away) from error
            raise
