"""How far the trades are on their way from the venues to their rows, and whether all of them have arrived."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.events import Feed, VenueState, VenueV1
from shared.events.values import Mode
from shared.kafka import GroupLag, KafkaError
from shared.kafka.topics import GAPS, TRADES
from shared.logging import get_logger
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.history_progress import IntervalProgress, fetch_progress
from market_data.live.boards import RecorderBoard, VenueBoard

log = get_logger(__name__)

RECORDER_GROUP: Final = "market-recorder"
_GIVEN_UP: Final = frozenset({VenueState.UNAVAILABLE, VenueState.DISABLED})


@dataclass(frozen=True, slots=True)
class PipelineState:
    feed: Feed
    trades_received: int
    trades_stored: int
    duplicates: int
    unparsed: int
    record_lag: int | None
    settled: bool
    history: Sequence[IntervalProgress]


class Pipeline:
    """The pipeline's state, from the reports of ingesters and recorders, the broker's offsets and the tables.

    `is_loaded`: whether both boards hold what their topics held at the start; before that nothing is settled.
    """

    def __init__(
        self, *, mode: Mode, venues: VenueBoard, recorders: RecorderBoard, is_loaded: Callable[[], bool]
    ) -> None:
        self._mode = mode
        self._venues = venues
        self._recorders = recorders
        self._is_loaded = is_loaded
        self._lag: GroupLag | None = None
        self._is_lag_known = True

    async def connect(self, bootstrap_servers: str) -> None:
        """Hold the client that reads the recorder's lag from the broker, until cancelled. A background job."""
        lag = await GroupLag.open(bootstrap_servers, RECORDER_GROUP, (TRADES, GAPS), client_id="market-data-lag")
        self._lag = lag
        try:
            await asyncio.Event().wait()
        finally:
            await lag.close()

    async def read(self, conn: AsyncConnection, now_us: int) -> PipelineState:
        """The state at `now_us`.

        Read in the order in which trades travel: ingesters, topic, candles. A trade on its way is then seen at the
        stage that it has not left yet, and `settled` is never true too early.
        """
        ingesters = self._venues.fresh(now_us)
        feed = self._venues.feed(now_us) or (Feed.HOLDING if self._mode is Mode.REPLAY else Feed.CONTINUOUS)
        arrived = self._is_loaded() and bool(ingesters) and all(_is_through(state) for state in ingesters)
        lag = await self._read_lag()
        recorded = arrived and lag == 0
        settled = recorded and not await has_candles_to_close(conn)
        trades_stored = await count_trades(conn)
        latest, recorders = self._venues.latest(now_us), self._recorders.latest(now_us)
        return PipelineState(
            feed=feed,
            trades_received=sum(state.received for state in latest),
            trades_stored=trades_stored,
            duplicates=sum(state.duplicates for state in recorders),
            unparsed=sum(state.unparsed for state in latest),
            record_lag=lag,
            settled=settled,
            history=await fetch_progress(conn),
        )

    async def _read_lag(self) -> int | None:
        if self._lag is None:
            return None
        try:
            lag = await self._lag.read()
        except KafkaError as error:
            self._log_change(is_known=False, error=str(error))
            return None
        self._log_change(is_known=True)
        return lag

    def _log_change(self, *, is_known: bool, error: str | None = None) -> None:
        """One line when the lag cannot be read any more and one when it can: anybody may ask as often as he likes."""
        before, self._is_lag_known = self._is_lag_known, is_known
        if before and not is_known:
            log.warning("the recorder's lag cannot be read", error=error)
        elif is_known and not before:
            log.info("the recorder's lag can be read again")


def _is_through(state: VenueV1) -> bool:
    """Whether nothing more can come from this ingester's connection to its venue."""
    fetched = state.resumed or state.state in _GIVEN_UP
    return state.feed is Feed.FINISHED and fetched and state.unacked == 0


# Two seconds after both its end and its newest trade a candle closes. An open minute is waited for, since it closes
# soon; of the higher intervals those whose end is past, since the end of a day may be a day away.
_TO_CLOSE = text("""
    SELECT EXISTS (SELECT FROM unpublished_candles) OR EXISTS (
        SELECT FROM candles
        WHERE NOT is_closed
          AND ("interval" = '1m' OR open_time + CASE "interval"
                WHEN '5m' THEN interval '5 minutes' WHEN '15m' THEN interval '15 minutes'
                WHEN '1h' THEN interval '1 hour' WHEN '4h' THEN interval '4 hours' ELSE interval '1 day' END <= now())
    )
""")


async def count_trades(conn: AsyncConnection) -> int:
    """All rows of `prices`, exactly: their counts are kept in the transactions that store and drop them."""
    return int(await conn.scalar(text("SELECT coalesce(sum(trades), 0) FROM trade_counts")) or 0)


async def has_candles_to_close(conn: AsyncConnection) -> bool:
    """Whether a minute is open, a candle of a higher interval that should be closed by now, or one unpublished."""
    return bool(await conn.scalar(_TO_CLOSE))
