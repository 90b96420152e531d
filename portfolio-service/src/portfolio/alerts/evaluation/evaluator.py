"""Alerts judged on the stream, and what follows from it written: the alert and its events in one transaction.

Each replica judges the alerts of the partitions of prices that it has. What two of them, or a replay, make of the same
alert is written once: only the version that was judged is changed. Offsets are committed after the writing.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

from prometheus_client import Counter, Gauge, Histogram
from shared.clock import now_us
from shared.events import IndicatorV1, PriceV1, SentimentV1
from shared.events.values import Mode
from shared.kafka import ConsumerRecord, EventBatch, partition_of
from shared.kafka.topics import INDICATORS, PRICES, SCORES
from sqlalchemy.ext.asyncio import AsyncEngine

from portfolio.alerts.alert import Alert
from portfolio.alerts.conditions import Observed
from portfolio.alerts.evaluation.event import event_of
from portfolio.alerts.evaluation.judging import Judging
from portfolio.alerts.evaluation.outbox import Outbox
from portfolio.alerts.evaluation.recent_states import RecentStates
from portfolio.alerts.figures import Series, state_of_sentiment, states_of_indicator, states_of_price
from portfolio.alerts.sql import judged as sql

_ROWS_A_STATEMENT: Final = 2_000
_SUBJECTS: Final = 10
_LEARNED_AT_ONCE: Final = 500
_LATE_US: Final = 60_000_000
"""An indicator that comes later than its candle's length and this after its end is of a candle filled in later."""

ARMED: Final = Gauge("portfolio_alerts_armed", "Armed alerts of the partitions that this process has")
EVENTS: Final = Counter("portfolio_alert_events_total", "Events that alerts have made")
SECONDS: Final = Histogram(
    "portfolio_alerts_evaluation_seconds",
    "Time to judge the states of one poll, and to write what follows",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)


class Evaluator:
    """`subject_of` names what an alert is about, for people. `owned`: the partitions of prices that this member has."""

    def __init__(
        self, engine: AsyncEngine, recent: RecentStates, mode: Mode, subject_of: Callable[[Alert], str]
    ) -> None:
        self._engine = engine
        self._mode = mode
        self._judging = Judging(
            recent,
            lambda alert, memory, holding, seen: event_of(
                alert, memory, holding, seen, now_us=now_us(), mode=mode, subject=subject_of(alert)
            ),
        )
        self.owned: Callable[[], Collection[int]] = frozenset
        self._partitions: frozenset[int] = frozenset()
        self._since: int | None = None
        """Changes of transactions from this one on may not have been read."""
        self._lock = asyncio.Lock()
        self._outbox: Outbox | None = None

    def publish_by(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def is_mine(self, subject: str) -> bool:
        return partition_of(subject, PRICES.partitions) in self._partitions

    def portfolios(self) -> set[str]:
        """The portfolios whose value is waited for here."""
        return self._judging.portfolios()

    async def on_events(self, batch: EventBatch) -> None:
        """Judge what one poll brought. May be called again with the same events."""
        with SECONDS.time():
            prices, sentiments = _of_prices(batch.events(PRICES)), _of_sentiments(batch.events(SCORES))
            states = [*prices, *self._of_indicators(batch), *sentiments]
            await self.on_states(states)

    async def on_states(self, states: Iterable[tuple[Series, Observed]]) -> None:
        async with self._lock:
            await self._take_over()
            for series, seen in states:
                if self.is_mine(series.subject):
                    self._judging.on_state(series, seen)
            await self._write()

    async def poll(self) -> None:
        """Let alerts expire, and learn which ones are new or were changed by others."""
        async with self._engine.begin() as conn:
            await sql.expire(conn)
        async with self._engine.connect() as conn:
            oldest_open = await sql.fetch_oldest_open(conn)
            changed = [] if self._since is None else await sql.fetch_changed(conn, self._since)
        async with self._lock:
            await self._take_over()
            if self._since is not None:
                self._since = oldest_open
            await self._learn_all(changed)
            await self._write()
            ARMED.set(len(self._judging))

    async def forget_deleted(self) -> None:
        known = self._judging.ids()
        async with self._engine.connect() as conn:
            armed = await sql.fetch_armed_ids(conn)
        async with self._lock:
            self._judging.forget_deleted(armed, known)

    async def _take_over(self) -> None:
        """Read the alerts of partitions that this member has got, and forget those of others."""
        owned = frozenset(self.owned())
        gained = owned - self._partitions
        if self._partitions - owned:
            self._partitions &= owned
            self._judging.keep_only(self.is_mine)
        if not gained:
            return
        async with self._engine.connect() as conn:
            oldest_open = await sql.fetch_oldest_open(conn)
            subjects = [one for one in await sql.fetch_armed_subjects(conn) if _partition(one) in gained]
            armed = [
                await sql.fetch_armed(conn, subjects[at : at + _SUBJECTS]) for at in range(0, len(subjects), _SUBJECTS)
            ]
        self._partitions = owned
        if self._since is None:
            self._since = oldest_open
        for alerts in armed:
            await self._learn_all(alerts)

    async def _learn_all(self, alerts: Sequence[Alert]) -> None:
        """Thousands of alerts take a while: requests come between."""
        for first in range(0, len(alerts), _LEARNED_AT_ONCE):
            self._learn(alerts[first : first + _LEARNED_AT_ONCE])
            await asyncio.sleep(0)

    def _learn(self, alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            if self.is_mine(alert.subject):
                self._judging.learn(alert)

    async def _write(self) -> None:
        """Write until nothing is left; an alert of another version by now is read, and judged, again."""
        while unwritten := self._judging.unwritten(_ROWS_A_STATEMENT):
            async with self._engine.begin() as conn:
                written = await sql.write_judged(conn, unwritten)
                refused = {one.alert_id for one in unwritten} - written
                fresh = await sql.fetch_alerts_by_id(conn, refused) if refused else []
            for one in unwritten:
                if one.alert_id not in written:
                    self._judging.forget(one.alert_id)
                    continue
                self._judging.on_written(one.alert_id)
                EVENTS.inc(len(one.events))
                if self._outbox is not None:
                    self._outbox.put(one.events)
            self._learn(fresh)

    def _of_indicators(self, batch: EventBatch) -> Iterable[tuple[Series, Observed]]:
        for event, record in batch.of(INDICATORS):
            at_us = self._time_of(event, record)
            if at_us is not None:
                yield from states_of_indicator(event, at_us)

    def _time_of(self, one: IndicatorV1, record: ConsumerRecord[bytes, bytes]) -> int | None:
        """The end of its candle; in a replay, whose candles are old, when it was published. None: it comes too late."""
        published_us = int(record.timestamp) * 1_000
        if self._mode is Mode.REPLAY:
            return published_us
        end_us = one.open_time_us + one.interval.us
        return end_us if published_us - end_us <= one.interval.us + _LATE_US else None


def _partition(subject: tuple[str | None, UUID | None]) -> int:
    coin_id, portfolio_id = subject
    return partition_of(coin_id or str(portfolio_id), PRICES.partitions)


def _of_prices(prices: Iterable[PriceV1]) -> Iterable[tuple[Series, Observed]]:
    for price in prices:
        yield from states_of_price(price)


def _of_sentiments(sentiments: Iterable[SentimentV1]) -> Iterable[tuple[Series, Observed]]:
    return filter(None, map(state_of_sentiment, sentiments))
