"""Publishes revocations: which sessions, keys and accounts ended before their tokens expire. After the commit."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from prometheus_client import Counter
from shared.data.database import Database
from shared.data.retry import of, retry
from shared.errors import UnavailableError
from shared.events import RevocationV1
from shared.kafka import Producer
from shared.kafka.topics import REVOCATIONS
from shared.logging import get_logger

from users.sessions.sql.revocations import fetch_revocations

log = get_logger(__name__)

_PUBLISHED: Final = Counter("users_revocations_total", "What was revoked before it expired", ["kind", "reason"])
_ACKNOWLEDGED_WITHIN_SECONDS: Final = 2
# No token that was given out before this is still valid.
_PUBLISHED_AGAIN: Final = timedelta(minutes=15)


class RevocationPublisher:
    """Publishes at least once: `publish_again` runs at the next start after a crash."""

    def __init__(self, producer: Producer, database: Database) -> None:
        self._producer = producer
        self._database = database

    async def publish(self, revocations: Sequence[RevocationV1]) -> None:
        """Publish and wait for the acknowledgement, for two seconds at most; after that the producer tries on."""
        if not revocations:
            return
        for revocation in revocations:
            _PUBLISHED.labels(revocation.kind.value, revocation.reason).inc()
            self._producer.put(REVOCATIONS, str(revocation.user_id), revocation)
        try:
            async with asyncio.timeout(_ACKNOWLEDGED_WITHIN_SECONDS):
                await self._producer.flush()
        except TimeoutError:
            log.warning("revocations not acknowledged yet", count=len(revocations))

    async def publish_again(self) -> None:
        """Publish the revocations of the last quarter of an hour once more. Waits for the database."""
        await self.publish(await retry(self._fetch_recent, on=of(UnavailableError), name="database"))

    async def _fetch_recent(self) -> list[RevocationV1]:
        async with self._database.begin() as conn:
            return await fetch_revocations(conn, _PUBLISHED_AGAIN)
