"""The job that deletes expired rows. Several replicas may run it at once."""

from datetime import timedelta
from typing import Final, NoReturn

from shared.data.database import Database
from shared.data.retry import of, repeat
from shared.errors import UnavailableError
from shared.logging import get_logger

from users.accounts.sql.retention import delete_expired
from users.settings import Settings

log = get_logger(__name__)

_EVERY: Final = timedelta(minutes=10)


async def delete_expired_rows(database: Database, settings: Settings) -> NoReturn:
    """Delete at once and then every ten minutes. A background job."""

    async def delete() -> None:
        async with database.begin() as conn:
            deleted = await delete_expired(conn, settings)
        if any(deleted.values()):
            log.info("expired rows deleted", **deleted)

    await repeat(delete, every=_EVERY, on=of(UnavailableError), name="database", first=1, cap=60)
