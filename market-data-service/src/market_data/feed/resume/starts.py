"""Make the trade sequences of instruments in the background, while their start points are being found."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

from shared.events import GapV1
from shared.events.values import Instrument, Mode
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.feed.resume.sequence import TradeSequence
from market_data.feed.resume.start_points import StartPoints
from market_data.feed.resume.topic_tail import read_last_published, read_open_gaps
from market_data.venues.types import VenueRest

_WITHIN: Final = 3.0
"""Seconds after which those instruments are subscribed to whose start points are known; the others follow."""


class SequenceStarts:
    """`series` are the venue's series of trade ids, by whether they are aggregated."""

    def __init__(
        self, series: Sequence[bool], rest: VenueRest, engine: AsyncEngine, bootstrap_servers: str, mode: Mode
    ) -> None:
        # Of Binance's two series the single trades come only in a replay.
        self._series = series if mode is Mode.REPLAY else series[:1]
        self._rest = rest
        self._engine = engine
        self._bootstrap_servers = bootstrap_servers
        self._mode = mode
        self._tasks: dict[str, asyncio.Task[list[TradeSequence]]] = {}
        self.earlier_gaps: dict[str, list[GapV1]] = {}
        """The gaps that an earlier process left open, by instrument id."""

    @property
    def pending(self) -> bool:
        return bool(self._tasks)

    async def adopt_gaps(self, instruments: Sequence[Instrument], own: Collection[str]) -> None:
        """Read the open gaps again: an ingester that left some is gone. `own`: the ids of those that are ours."""
        found = await read_open_gaps(self._bootstrap_servers, instruments)
        for id_, gaps in found.items():
            if theirs := [gap for gap in gaps if gap.gap_id not in own]:
                self.earlier_gaps[id_] = theirs

    def is_finding(self, native: str) -> bool:
        """Whether an instrument's start is being found, or is known and was not taken yet."""
        return native in self._tasks

    async def begin(self, instruments: Sequence[Instrument], unlisted: Sequence[Instrument] = ()) -> None:
        """Read the topics' ends, then find the start points; returns when all are known or a moment has passed.

        Of `unlisted` instruments only the gaps are read.
        """
        if not instruments:
            return
        published = await read_last_published(self._bootstrap_servers, instruments)
        self.earlier_gaps |= await read_open_gaps(self._bootstrap_servers, [*instruments, *unlisted])
        start_points = StartPoints(self._engine, self._rest, published)
        for one in instruments:
            self._tasks[one.native] = asyncio.create_task(self._make(start_points, one))
        # A replay plays for all instruments from the first subscription on: all must be ready before it.
        timeout = None if self._mode is Mode.REPLAY else _WITHIN
        await asyncio.wait([self._tasks[one.native] for one in instruments], timeout=timeout)

    async def _make(self, start_points: StartPoints, instrument: Instrument) -> list[TradeSequence]:
        sequences = []
        for aggregated in self._series:
            start = await start_points.find(instrument, aggregated=aggregated)
            sequences.append(
                TradeSequence(start.last_id, start.last_us, aggregated=aggregated, is_expected=not start.is_new)
            )
        return sequences

    def take(self) -> dict[str, list[TradeSequence]]:
        """The sequences that have become ready, by native name; each is returned once."""
        done = [native for native, task in self._tasks.items() if task.done()]
        return {native: self._tasks.pop(native).result() for native in done}

    def cancel(self, native: str) -> None:
        """Stop looking for the start of an instrument: the venue does not list it any more."""
        task = self._tasks.pop(native, None)
        if task is not None:
            task.cancel()
