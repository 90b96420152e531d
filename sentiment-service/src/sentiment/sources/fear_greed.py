"""The Fear & Greed index of alternative.me: one value a day, the newest few or those of the days missed."""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sentiment.sources.bounded import text_of, time_of_seconds, time_of_text
from sentiment.sources.definition import SourceDefinition
from sentiment.sources.fetched import IndexValue
from sentiment.sources.metrics import on_unreadable
from sentiment.sources.source import Fetch, Position
from sentiment.sources.web.answer import Answer, require_ok
from sentiment.sources.web.client import WebClient

_FIRST_DAYS: Final = 30
_MOST_DAYS: Final = 5_000
_HIGHEST: Final = 100
_AFTER_UPDATE: Final = timedelta(minutes=1)
_LONGEST_NAME: Final = 40
_DAY: Final = "day"
_SINCE: Final = "since"


class FearGreed:
    def __init__(self, definition: SourceDefinition, web: WebClient, now: Callable[[], datetime]) -> None:
        self._definition = definition
        self._web = web
        self._now = now

    async def fetch(self, position: Position) -> Fetch:
        """Fetch today's value, and those since the last day that was fetched.

        Raises:
            SourceError: the source gave nothing that could be used.
        """
        now = self._now()
        parameters = {"limit": str(_days(position, now, self._definition.since)), "format": "json"}
        answer = await self._web.get(self._definition.url, parameters=parameters)
        require_ok(answer, now)
        rows = _rows(answer)
        values = tuple(_values(self._definition.name, rows, now))
        if not values:
            raise answer.error("unreadable: no values")
        on_unreadable(self._definition.name, len(rows) - len(values))
        newest = max(value.day for value in values)
        return Fetch(values, _position(newest, self._definition.since), self._next_after(rows), answer.notice)

    def _next_after(self, rows: list[Any]) -> timedelta | None:
        """Just after the next value is due, if that is sooner than usual."""
        left = next((row.get("time_until_update") for row in rows if isinstance(row, dict)), None)
        try:
            wait = timedelta(seconds=float(text_of(left))) + _AFTER_UPDATE
        except (ValueError, OverflowError):
            return None
        return wait if _AFTER_UPDATE <= wait < self._definition.every else None


def _rows(answer: Answer) -> list[Any]:
    body = answer.json()
    rows = body.get("data") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise answer.error("unreadable: not the index's JSON")
    metadata = body.get("metadata")
    if isinstance(metadata, dict) and metadata.get("error") is not None:
        raise answer.error("answered an error")
    return rows[:_MOST_DAYS]


def _values(source: str, rows: list[Any], now: datetime) -> Iterator[IndexValue]:
    for row in rows:
        fields = row if isinstance(row, dict) else {}
        at, value = time_of_seconds(fields.get("timestamp")), text_of(fields.get("value"), 3)
        if at is None or at > now or not value.isascii() or not value.isdecimal() or int(value) > _HIGHEST:
            continue
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        name = text_of(fields.get("value_classification"), _LONGEST_NAME)
        yield IndexValue(source=source, day=day, value=int(value), classification=name)


def _position(newest: datetime, since: datetime | None) -> Position:
    return {_DAY: newest.isoformat()} | ({_SINCE: since.isoformat()} if since else {})


def _days(position: Position, now: datetime, since: datetime | None) -> int:
    """How many of the newest days are wanted: those that were missed, or all from `since`, once for each such day."""
    last = time_of_text(position.get(_DAY))
    if since is not None and position.get(_SINCE) != since.isoformat():
        last = since
    if last is None:
        return _FIRST_DAYS
    missed = math.ceil((now.astimezone(UTC) - last).total_seconds() / 86_400)
    return min(max(missed + 1, 2), _MOST_DAYS)
