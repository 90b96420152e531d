"""Runs one source: schedule, back-off, state. What fails here touches no other source."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from random import uniform
from typing import Final, NoReturn, Protocol

from shared.data.retry import Backoff
from shared.logging import get_logger

from sentiment.sources.definition import SourceDefinition
from sentiment.sources.metrics import on_state, on_stored
from sentiment.sources.source import (
    Fetch,
    PolledSource,
    Position,
    Source,
    SourceError,
    SourceState,
    StateName,
    StreamedSource,
)

log = get_logger(__name__)

_KEY_WAIT: Final = timedelta(hours=1)
"""A key that was refused is refused again: the least wait before it is tried once more."""
_LONGEST_WAIT: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 20
_JITTER: Final = 0.1
_FIRST_RECONNECT: Final = 1.0
_LONGEST_RECONNECT: Final = 60.0
_NO_KEY: Final = "no key"


class Store(Protocol):
    """Where fetches and states are kept. Its errors are not the source's: they end the runner."""

    async def read_position(self, source: str) -> Position:
        """The position of the newest fetch that was saved, `{}` if there is none."""
        ...

    async def save(self, source: SourceDefinition, fetch: Fetch) -> int:
        """Store items and position together, or neither. Returns how many documents are new or changed.

        Called without items, too: it was a success.
        """
        ...

    async def save_state(self, source: SourceDefinition, state: SourceState) -> None: ...


class SourceRunner:
    """To be run by one process only. `source` is None where its key is missing."""

    def __init__(
        self, definition: SourceDefinition, source: Source | None, store: Store, now: Callable[[], datetime]
    ) -> None:
        self.name = f"source {definition.name}"
        self._definition = definition
        self._source = source
        self._store = store
        self._now = now
        self._shown: SourceState | None = None
        self._failures = 0

    async def run(self) -> NoReturn:
        """Run until cancelled, or until the store fails."""
        if self._source is None:
            await self._turn(SourceState(StateName.DISABLED, _NO_KEY))
            await _for_ever()
        position = await self._store.read_position(self._definition.name)
        if isinstance(self._source, StreamedSource):
            await self._follow(self._source, position)
        else:
            await self._poll(self._source, position)

    async def _poll(self, source: PolledSource, position: Position) -> NoReturn:
        """Ask again and again."""
        while True:
            try:
                fetch = await self._fetched(source, position)
            except SourceError as error:
                wait = self._wait_after(error)
                await self._turn_degraded(error, wait)
            else:
                position = await self._save(fetch)
                self._failures = 0
                wait = _spread(fetch.next_after or self._definition.every)
                await self._turn(SourceState(StateName.OK, fetch.notice, self._now() + wait))
            await asyncio.sleep(wait.total_seconds())

    async def _follow(self, source: StreamedSource, position: Position) -> NoReturn:
        """Connect again and again."""
        backoff = Backoff(first=_FIRST_RECONNECT, cap=_LONGEST_RECONNECT)
        while True:
            error = SourceError("the connection was closed")
            is_connected = False
            try:
                async with aclosing(self._guarded(source.stream(position))) as fetches:
                    async for fetch in fetches:
                        position = await self._save(fetch)
                        if not is_connected:
                            is_connected = True
                            await self._turn(SourceState(StateName.OK, fetch.notice))
                        if fetch.items:
                            backoff.reset()
            except SourceError as refusal:
                error = refusal
            wait = max(timedelta(seconds=backoff.next()), _least_wait(error))
            await self._turn_degraded(error, wait)
            await asyncio.sleep(wait.total_seconds())

    async def _fetched(self, source: PolledSource, position: Position) -> Fetch:
        """A fetch. What a source did not expect of a stranger's answer is its own failure, too."""
        try:
            return await source.fetch(position)
        except SourceError:
            raise
        except Exception as error:
            raise self._unexpected(error) from error

    async def _guarded(self, fetches: AsyncGenerator[Fetch, None]) -> AsyncGenerator[Fetch, None]:
        """Likewise what a stream gives."""
        async with aclosing(fetches):
            try:
                async for fetch in fetches:
                    yield fetch
            except SourceError:
                raise
            except Exception as error:
                raise self._unexpected(error) from error

    def _unexpected(self, error: Exception) -> SourceError:
        log.error("a source met what it does not expect", source=self._definition.name, exc_info=error)
        return SourceError(f"unreadable: not as expected ({type(error).__name__})")

    async def _save(self, fetch: Fetch) -> Position:
        on_stored(self._definition.name, await self._store.save(self._definition, fetch))
        return fetch.position

    async def _turn_degraded(self, error: SourceError, wait: timedelta) -> None:
        await self._turn(SourceState(StateName.DEGRADED, error.reason, self._now() + wait))

    async def _turn(self, state: SourceState) -> None:
        """Keep a state; a line in the log where it has changed."""
        shown, self._shown = self._shown, state
        if shown is None or (shown.state, shown.reason) != (state.state, state.reason):
            log.info("source", source=self._definition.name, state=state.state.value, reason=state.reason)
        on_state(self._definition.name, state.state)
        await self._store.save_state(self._definition, state)

    def _wait_after(self, error: SourceError) -> timedelta:
        """Twice as long after each failure, up to an hour (or its schedule, if that is longer)."""
        every = self._definition.every
        wait = min(every * 2 ** min(self._failures, _MOST_DOUBLINGS), max(every, _LONGEST_WAIT))
        self._failures += 1
        return _spread(max(wait, _least_wait(error)))


async def _for_ever() -> NoReturn:
    while True:
        await asyncio.Event().wait()


def _least_wait(error: SourceError) -> timedelta:
    return max(error.retry_after or timedelta(0), _KEY_WAIT if error.is_key else timedelta(0))


def _spread(wait: timedelta) -> timedelta:
    """A little longer, by chance, so that sources with one schedule are not asked all at once."""
    return wait * uniform(1, 1 + _JITTER)  # noqa: S311 - no secret
