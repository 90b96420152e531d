"""Tells the other services what has ended before its tokens did, after the commit that ended it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from shared.data.retry import Backoff
from shared.errors import UnavailableError
from shared.events import RevocationV1
from shared.kafka import Producer
from shared.kafka.topics import REVOCATIONS
from shared.logging import get_logger

from users.access.metrics import REVOCATIONS as REVOKED
from users.requests.database import Database
from users.sessions.sql.revocations import fetch_revocations

log = get_logger(__name__)

_LONGEST_WAIT: Final = 2
_AGAIN: Final = timedelta(minutes=15)


class Revocations:
    """At least once: what a crash kept from being published is published at the next start."""

    def __init__(self, producer: Producer, database: Database) -> None:
        self._producer = producer
        self._database = database

    async def publish(self, revoked: Sequence[RevocationV1]) -> None:
        """Publish and wait for the acknowledgement, for two seconds at most; the producer keeps on trying."""
        if not revoked:
            return
        for event in revoked:
            REVOKED.labels(event.kind.value, event.reason).inc()
            self._producer.put(REVOCATIONS, str(event.user_id), event)
        try:
            await asyncio.wait_for(self._producer.flush(), _LONGEST_WAIT)
        except TimeoutError:
            log.warning("revocations not acknowledged yet", count=len(revoked))

    async def publish_again(self) -> None:
        """Publish those of the last quarter of an hour: no older one has a living token. Waits for the database."""
        backoff = Backoff()
        while True:
            try:
                async with self._database.begin() as conn:
                    recent = await fetch_revocations(conn, _AGAIN)
            except UnavailableError:
                await backoff.wait()
            else:
                return await self.publish(recent)
