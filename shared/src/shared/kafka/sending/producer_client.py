"""The library's producer: how ours is set, and how it is closed."""

import asyncio
import contextlib
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, ProducerClosed

from shared.kafka.connect import pace, retry_backoff_ms
from shared.kafka.sending.batch import BATCH_BYTES

CLOSED_WITHIN: Final = 2.0


def make_client(bootstrap_servers: str, client_id: str) -> AIOKafkaProducer:
    """Not started yet: idempotent, and acknowledged by all replicas."""
    kafka = AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers,
        client_id=client_id,
        enable_idempotence=True,
        acks="all",
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=15_000,
        metadata_max_age_ms=60_000,
        retry_backoff_ms=retry_backoff_ms(),
    )
    pace(kafka.client)
    return kafka


async def close_client(kafka: AIOKafkaProducer) -> None:
    """Close at once. What it has not delivered is sent again by its successor.

    Its own `stop` waits for its batches; cut short, it leaves behind a task that tries on for ever, and its sockets.
    """
    sender, batches = kafka._sender, kafka._message_accumulator  # noqa: SLF001 - see above
    kafka._closed = True  # noqa: SLF001 - likewise: it is not to warn that nobody closed it
    if sender is not None:
        with contextlib.suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(CLOSED_WITHIN):
                await sender.close()
    # Only now: the sender puts batches back that it could not deliver. One that waits for its second try is not among
    # the pending ones, from which its end would remove it.
    batches._pending_batches.update(*batches._batches.values())  # noqa: SLF001 - likewise
    batches.fail_all(ProducerClosed())
    await kafka.client.close()
