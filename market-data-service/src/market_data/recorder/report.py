"""How far this recorder is, published as `RecorderV1`: after every round, before its offsets are committed, and timed.

So once the group has no lag, the topic has the counts of all trades.
"""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from shared.clock import now_us
from shared.events import RecorderV1
from shared.kafka import Producer
from shared.kafka.topics import RECORDERS

from market_data.settings import RecorderSettings

_EVERY_SECONDS: Final = 1


class Counts(Protocol):
    """Trades since the process started."""

    @property
    def stored(self) -> int: ...
    @property
    def duplicates(self) -> int: ...


class Progress(Protocol):
    """Candles of history that are there, and those that are wanted."""

    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...


class RecorderReport:
    def __init__(
        self,
        settings: RecorderSettings,
        producer: Producer,
        *,
        counts: Counts,
        history: Progress,
        newest_event_us: Callable[[], int | None],
    ) -> None:
        self._recorder = settings.recorder_id
        self._mode = settings.mode
        self._producer = producer
        self._counts = counts
        self._history = history
        self._newest_event_us = newest_event_us
        self._started_us = now_us()

    async def run(self) -> None:
        """Publish until cancelled. A background job."""
        while True:
            self.publish()
            await asyncio.sleep(_EVERY_SECONDS)

    def publish(self) -> None:
        state = RecorderV1(
            recorder=self._recorder,
            mode=self._mode,
            started_us=self._started_us,
            as_of_us=now_us(),
            stored=self._counts.stored,
            duplicates=self._counts.duplicates,
            history_done=self._history.done,
            history_total=self._history.total,
            newest_event_us=self._newest_event_us(),
        )
        self._producer.put(RECORDERS, self._recorder, state)
