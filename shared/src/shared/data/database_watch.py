"""Watch the database: does it answer, and does it hold this mode's data? A background job that updates readiness."""

from typing import Final, NoReturn

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.data.engine import is_away
from shared.data.retry import repeat
from shared.events.values import Mode
from shared.http.health import Health

_EVERY_SECONDS: Final = 2.0
# Written by the migration step; every role may read it.
_MODE: Final = text("SELECT mode FROM deployment")


class WrongDatabaseError(Exception):
    """The database holds another mode's data: figures of both would mix."""

    def __init__(self, found: str | None, wanted: Mode) -> None:
        super().__init__(f"This database holds {found} data and MODE is {wanted}: give each mode its own database")


async def watch_database(engine: AsyncEngine, mode: Mode, health: Health) -> NoReturn:
    """Read the database's mode every two seconds; `health` shows `database` as down while that fails.

    Raises:
        WrongDatabaseError: its data are of another mode.
    """

    async def check() -> None:
        async with engine.connect() as conn:
            found = await conn.scalar(_MODE)
        if found != mode.value:
            raise WrongDatabaseError(found, mode)
        health.up("database")

    await repeat(check, every=_EVERY_SECONDS, on=is_away, name="database", cap=2, health=health)
