"""Whether the database is there, and is the right one: a background job that keeps readiness true to it."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.data.engine import is_away
from shared.events.values import Mode
from shared.http.health import Health

_EVERY_SECONDS = 2
# The migration step's mark; every role may read it.
_MODE = text("SELECT mode FROM deployment")


class WrongDatabaseError(Exception):
    """The database holds another mode's data: figures of both would mix."""


async def watch_database(engine: AsyncEngine, mode: Mode, health: Health) -> None:
    """Ask every two seconds, for ever.

    Raises:
        WrongDatabaseError: its data are of another mode.
    """
    while True:
        try:
            async with engine.connect() as conn:
                found = await conn.scalar(_MODE)
        except Exception as error:
            if not is_away(error):
                raise
            health.down("database", f"away: {type(error).__name__}")
        else:
            if found != mode.value:
                raise WrongDatabaseError(f"the database holds {found} data and MODE is {mode}")
            health.up("database")
        await asyncio.sleep(_EVERY_SECONDS)
