"""Armed alerts judged on states, in memory: what is to be written follows from it. No I/O."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID

from shared.clock import to_us
from shared.events import AlertV1

from portfolio.alerts.alert import Alert, AlertState
from portfolio.alerts.conditions import Observed
from portfolio.alerts.evaluation.index import Index, Watched
from portfolio.alerts.evaluation.recent_states import RecentStates
from portfolio.alerts.figures import PORTFOLIO_VALUE, Series
from portfolio.alerts.joining import Memory, Repeat, judge
from portfolio.alerts.sql.judged import Judged

MakeEvent = Callable[[Alert, Memory, tuple[int, ...], Observed], AlertV1]


@dataclass(slots=True)
class _Unwritten:
    watched: Watched
    state: AlertState = AlertState.ARMED
    events: list[AlertV1] = field(default_factory=list)


class Judging:
    """Judging a state again changes nothing, so that what could not be written may be tried with the same states."""

    def __init__(self, recent: RecentStates, make_event: MakeEvent) -> None:
        self._recent = recent
        self._make_event = make_event
        self._index = Index()
        self._judged_us: dict[Series, int] = {}
        self._unwritten: dict[UUID, _Unwritten] = {}

    def __len__(self) -> int:
        return len(self._index)

    def portfolios(self) -> set[str]:
        """The portfolios whose value is waited for."""
        return self._index.subjects(PORTFOLIO_VALUE)

    def on_state(self, series: Series, seen: Observed) -> None:
        self._recent.put(series, seen)
        newest = self._judged_us.get(series)
        if newest is not None and seen.at_us <= newest:
            return
        if newest is None:
            self._catch_up(series, seen.at_us - 1)
        self._judged_us[series] = seen.at_us
        for watched in self._index.passed(series, seen):
            self._judge(watched, series, seen)

    def _catch_up(self, series: Series, until_us: int) -> None:
        """Alerts that judged nothing yet, as of a process that died, get the states from before the first one here."""
        for earlier in self._recent.before(series, until_us):
            for watched in self._index.new(series):
                self._judge(watched, series, earlier)

    def learn(self, alert: Alert) -> None:
        """Take in an alert as the table has it now; what is older than what is known changes nothing."""
        unwritten, known = self._unwritten.get(alert.alert_id), self._index.get(alert.alert_id)
        if unwritten is not None and unwritten.watched.version >= alert.version:
            return
        if known is not None and known.version >= alert.version:
            return
        self.forget(alert.alert_id)
        if alert.state is AlertState.ARMED:
            self._put(Watched(alert))

    def _put(self, watched: Watched) -> None:
        """Judge it on the last seconds' states, as far as the other alerts were judged on them."""
        self._index.put(watched)
        states = [
            (series, seen)
            for series in watched.places
            for seen in self._recent.before(series, self._judged_us.get(series, -1))
        ]
        for series, seen in sorted(states, key=lambda state: state[1].at_us):
            if self._index.get(watched.alert_id) is watched:
                self._judge(watched, series, seen)

    def forget(self, alert_id: UUID) -> None:
        self._index.remove(alert_id)
        self._unwritten.pop(alert_id, None)

    def keep_only(self, is_mine: Callable[[str], bool]) -> None:
        """Forget the alerts of coins and portfolios that another replica has now."""
        for watched in [one for one in self._index if not is_mine(one.alert.subject)]:
            self._index.remove(watched.alert_id)
        self._unwritten = {id_: one for id_, one in self._unwritten.items() if is_mine(one.watched.alert.subject)}
        self._judged_us = {series: at for series, at in self._judged_us.items() if is_mine(series.subject)}

    def forget_deleted(self, armed: Collection[UUID], asked_for: Collection[UUID]) -> None:
        """Of `asked_for` only what is in `armed` is still there."""
        for alert_id in [one for one in asked_for if one not in armed]:
            self.forget(alert_id)

    def ids(self) -> list[UUID]:
        return [watched.alert_id for watched in self._index]

    def unwritten(self, most: int) -> list[Judged]:
        found = list(self._unwritten.items())[:most]
        return [
            Judged(id_, one.watched.version, one.watched.memory, one.state, tuple(one.events)) for id_, one in found
        ]

    def on_written(self, alert_id: UUID) -> None:
        self._unwritten.pop(alert_id).watched.version += 1

    def _judge(self, watched: Watched, series: Series, seen: Observed) -> None:
        expires_at = watched.alert.expires_at
        if expires_at is not None and seen.at_us >= to_us(expires_at):
            return
        before = watched.memory
        memory, holding = judge(watched.rule, before, watched.places[series], seen)
        if memory is before:
            return
        self._index.changed(watched, memory)
        if all(new.side is old.side for new, old in zip(memory.latches, before.latches, strict=True)):
            return  # a state from before it was armed: nothing to remember for longer
        unwritten = self._unwritten.setdefault(watched.alert_id, _Unwritten(watched))
        if holding:
            unwritten.events.append(self._make_event(watched.alert, memory, holding, seen))
            if watched.rule.repeat is Repeat.ONCE:
                unwritten.state = AlertState.FIRED
                self._index.remove(watched.alert_id)
