"""Deletes what has had its time. A background job; several at once do no harm."""

import asyncio
from typing import Final

from shared.data.retry import Backoff
from shared.errors import UnavailableError
from shared.logging import get_logger

from users.accounts.sql.retention import delete_expired
from users.requests.database import Database
from users.sessions.revocations import Revocations
from users.settings import Settings

log = get_logger(__name__)

_EVERY_SECONDS: Final = 600


async def expire(database: Database, revocations: Revocations, settings: Settings) -> None:
    """Publish again what a crash may have kept back, then delete every ten minutes, for ever."""
    await revocations.publish_again()
    backoff = Backoff(first=1, cap=60)
    while True:
        try:
            async with database.begin() as conn:
                deleted = await delete_expired(conn, settings)
        except UnavailableError:
            await backoff.wait()
            continue
        backoff.reset()
        if any(deleted.values()):
            log.info("expired rows deleted", **deleted)
        await asyncio.sleep(_EVERY_SECONDS)
