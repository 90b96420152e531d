"""Publishes revocations as user-service does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

from shared.clock import now_us
from shared.events import RevocationV1, RevokedKind
from shared.kafka import Producer
from shared.kafka.topics import REVOCATIONS


def revocation(kind: RevokedKind, id_: UUID | None = None, user: UUID | None = None) -> RevocationV1:
    user = user or uuid4()
    return RevocationV1(kind=kind, id=id_ or uuid4(), user_id=user, reason="logged_out", at_us=now_us())


@contextlib.asynccontextmanager
async def producing(bootstrap_servers: str) -> AsyncIterator[Producer]:
    producer = Producer(bootstrap_servers, client_id="users", linger=0)
    running = asyncio.create_task(producer.run())
    try:
        yield producer
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def publish(producer: Producer, *revoked: RevocationV1) -> None:
    for one in revoked:
        producer.put(REVOCATIONS, str(one.user_id), one)
    await producer.flush()
