"""The one way to try again: exponential waits with jitter up to a cap; the log shows begin and end of an outage.

The waits are tenacity's. (stamina, which is built on it, has no jitter left once a wait reaches its cap.)
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, NoReturn, TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_delay,
    stop_never,
    wait_random_exponential,
)

from shared.http.health import Health
from shared.logging import get_logger

log = get_logger(__name__)

T = TypeVar("T")
Temporary = Callable[[BaseException], bool]
"""Whether the same call may succeed later, so that it is tried again."""

_LONGEST_REASON: Final = 200


def of(*errors: type[Exception]) -> Temporary:
    """Errors of these types are temporary."""
    return lambda error: isinstance(error, errors)


async def retry(
    call: Callable[[], Awaitable[T]],
    *,
    on: Temporary,
    name: str,
    first: float = 0.2,
    cap: float = 5,
    within: float | None = None,
    health: Health | None = None,
) -> T:
    """Call until it succeeds; an error that is not temporary is raised.

    `name` is the dependency's in the log (one line when it goes away, one when it is back) and in `health`, which
    shows it as down meanwhile. Waits are between half of `first` and `cap` seconds. After `within` seconds the last
    error is raised; without it the call is tried for ever.
    """
    outage = _Outage(name, health)
    attempts = AsyncRetrying(
        retry=retry_if_exception(on),
        wait=wait_random_exponential(multiplier=first, max=cap, min=first / 2),
        stop=stop_never if within is None else stop_after_delay(within),
        before_sleep=outage.on_failure,
        reraise=True,
    )
    async for attempt in attempts:
        with attempt:
            result = await call()
    outage.end()
    return result


class _Outage:
    """What is said of a dependency while a call to it is tried again: once that it is away, once that it is back."""

    def __init__(self, name: str, health: Health | None) -> None:
        self._name = name
        self._health = health
        self._failures = 0

    def on_failure(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if not self._failures:
            reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
            log.warning("away, trying again", dependency=self._name, error=reason)
        self._failures += 1
        if self._health is not None:
            self._health.down(self._name, f"away: {type(error).__name__}")

    def end(self) -> None:
        if not self._failures:
            return
        log.info("back", dependency=self._name, failures=self._failures)
        if self._health is not None:
            self._health.up(self._name)


async def repeat(
    call: Callable[[], Awaitable[object]],
    *,
    every: float | timedelta,
    on: Temporary,
    name: str,
    first: float = 0.2,
    cap: float = 5,
    health: Health | None = None,
) -> NoReturn:
    """A background job: call and wait for `every` seconds, for ever; a temporary error is handled as in `retry`."""
    pause = every.total_seconds() if isinstance(every, timedelta) else every
    while True:
        await retry(call, on=on, name=name, first=first, cap=cap, health=health)
        await asyncio.sleep(pause)


_NO_CALL: Final = AsyncRetrying()  # tenacity computes a wait from a state, and a state belongs to an object like this


class Backoff:
    """The same waits for a caller that must show its attempts, as a venue's connection does."""

    def __init__(self, *, first: float = 0.2, cap: float = 5) -> None:
        self._wait = wait_random_exponential(multiplier=first, max=cap, min=first / 2)
        self.attempt = 0

    def next(self) -> float:
        """Seconds to wait before the coming attempt."""
        self.attempt += 1
        state = RetryCallState(_NO_CALL, None, (), {})
        state.attempt_number = self.attempt
        return self._wait(state)

    async def wait(self) -> None:
        await asyncio.sleep(self.next())

    def reset(self) -> None:
        self.attempt = 0
