"""Open clients of Kafka: wait for the broker, and leave no connection behind when that fails or is cancelled."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from aiokafka.errors import KafkaError

from shared.data.retry import of, retry
from shared.http.health import Health

T = TypeVar("T")


async def connect(start: Callable[[AsyncExitStack], Awaitable[T]], *, health: Health | None = None) -> T:
    """What `start` returns, once the broker is there; `health` shows `kafka` as down meanwhile.

    Before it starts a client, `start` pushes the client's stop onto the stack: it is called if anything fails.
    """

    async def attempt() -> T:
        async with AsyncExitStack() as on_failure:
            started = await start(on_failure)
            on_failure.pop_all()
            return started

    started = await retry(attempt, on=of(KafkaError), name="kafka", health=health)
    if health is not None:
        health.up("kafka")
    return started
