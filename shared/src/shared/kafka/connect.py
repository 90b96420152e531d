"""Open Kafka clients: wait for the broker, and close what was opened if that fails or is cancelled."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from aiokafka.errors import KafkaError

from shared.data.retry import of, retry
from shared.http.health import Health

T = TypeVar("T")


async def connect(
    start: Callable[[AsyncExitStack], Awaitable[T]], *, health: Health | None = None, dependency: str = "kafka"
) -> T:
    """Call `start` until the broker answers, and return its result; `health` shows `dependency` as down meanwhile.

    `start` pushes the stop of each client onto the stack before it starts the client: if anything fails, it is stopped.
    """

    async def attempt() -> T:
        async with AsyncExitStack() as on_failure:
            started = await start(on_failure)
            on_failure.pop_all()
            return started

    started = await retry(attempt, on=of(KafkaError), name=dependency, health=health)
    if health is not None:
        health.up(dependency)
    return started
