"""What every source is: it hands on a `Fetch`, or says in plain words why it has none. No I/O."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from sentiment.sources.fetched import Fetched

Position = dict[str, Any]
"""What a source goes on from (ETag, cursor, ids that it has handed on): JSON, the source's own, `{}` at first."""


class StateName(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    """Its newest attempt failed; the reason says why."""
    DISABLED = "disabled"
    """Nothing is asked."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is. `next_attempt_at` is None while it is connected, or switched off."""

    state: StateName
    reason: str | None = None
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """What is new at a source. Items and position are to be stored together, or neither.

    `next_after`: when to ask again, where the source itself says so. `notice`: what a reader of the sources' page
    should know although all is well (the feed has moved).
    """

    items: tuple[Fetched, ...]
    position: Position
    next_after: timedelta | None = None
    notice: str | None = None


class SourceError(Exception):
    """Nothing could be fetched. `reason` is for the sources' page: plain words, nothing that was secret.

    `retry_after`: not before that. `is_key`: the key was refused, so that asking again soon is of no use.
    """

    def __init__(self, reason: str, *, retry_after: timedelta | None = None, is_key: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.is_key = is_key


@runtime_checkable
class PolledSource(Protocol):
    """A source that is asked again and again."""

    async def fetch(self, position: Position) -> Fetch:
        """Fetch what is new since `position`.

        Raises:
            SourceError: the source gave nothing that could be used.
        """
        ...


@runtime_checkable
class StreamedSource(Protocol):
    """A source that sends by itself."""

    def stream(self, position: Position) -> AsyncGenerator[Fetch, None]:
        """Open one connection and give what comes; the first `Fetch` comes as soon as it is open.

        Raises:
            SourceError: it could not be opened, or it ended.
        """
        ...


Source = PolledSource | StreamedSource
