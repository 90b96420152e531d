"""Alerts in memory, found by what would change them: a state looks only at those whose level it passes.

For each figure of a subject the levels stand in order; a busy coin with many alerts costs what a quiet one does, but
for those that change. No I/O and no clock.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from uuid import UUID

from portfolio.alerts.alert import Alert
from portfolio.alerts.conditions import Edge, Observed, Part, Side, edge
from portfolio.alerts.figures import Series, series_of
from portfolio.alerts.joining import Memory, Rule


@dataclass(slots=True, eq=False)
class Watched:
    """An armed alert: the row that it was read from, and what has become of its memory and version since."""

    alert: Alert
    memory: Memory = field(init=False)
    version: int = field(init=False)
    places: dict[Series, tuple[int, ...]] = field(default_factory=dict)
    """Of each figure the conditions that are on it."""
    entries: list[tuple["_Levels", "_Entry"]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory, self.version = self.alert.memory, self.alert.version
        for place, condition in enumerate(self.rule.conditions):
            series = series_of(self.alert.subject, condition)
            self.places[series] = (*self.places.get(series, ()), place)

    @property
    def alert_id(self) -> UUID:
        return self.alert.alert_id

    @property
    def rule(self) -> Rule:
        return self.alert.rule


_Entry = tuple[Decimal, int, Watched]
"""A level (negative if it is passed downwards), a number that no other entry has, and whose it is."""
_Levels = list[_Entry]


class Index:
    def __init__(self) -> None:
        self._alerts: dict[UUID, Watched] = {}
        self._levels: dict[Series, dict[tuple[Part, bool], _Levels]] = {}
        self._new: dict[Series, dict[UUID, Watched]] = {}
        self._number = count()

    def __len__(self) -> int:
        return len(self._alerts)

    def __iter__(self) -> Iterator[Watched]:
        return iter(self._alerts.values())

    def get(self, alert_id: UUID) -> Watched | None:
        return self._alerts.get(alert_id)

    def put(self, watched: Watched) -> None:
        self.remove(watched.alert_id)
        self._alerts[watched.alert_id] = watched
        self._place(watched)

    def remove(self, alert_id: UUID) -> None:
        watched = self._alerts.pop(alert_id, None)
        if watched is not None:
            self._take_out(watched)

    def changed(self, watched: Watched, memory: Memory) -> None:
        """Remember, and wait for what changes it next."""
        self._take_out(watched)
        watched.memory = memory
        self._place(watched)

    def subjects(self, figure: str) -> set[str]:
        """Of which subjects the figure is waited for."""
        found = {*self._levels, *self._new}
        return {series.subject for series in found if series.figure == figure}

    def new(self, series: Series) -> list[Watched]:
        """The alerts that have judged no state of the figure yet."""
        return list(self._new.get(series, {}).values())

    def passed(self, series: Series, seen: Observed) -> list[Watched]:
        """The alerts that `seen` changes, or whose first state it is; each once."""
        found = dict(self._new.get(series, ()))
        for (part, upwards), levels in self._levels.get(series, {}).items():
            figure: Decimal = getattr(seen, part)
            for _, _, watched in levels[: bisect_left(levels, (figure if upwards else -figure,))]:
                found[watched.alert_id] = watched
        return list(found.values())

    def _place(self, watched: Watched) -> None:
        for series, places in watched.places.items():
            for place in places:
                latch = watched.memory.latches[place]
                if latch.side is Side.NEW:
                    self._new.setdefault(series, {})[watched.alert_id] = watched
                else:
                    next_edge = edge(watched.rule.conditions[place], watched.rule.rearm_percent, latch.side)
                    self._insert(series, next_edge, watched)

    def _insert(self, series: Series, at: Edge, watched: Watched) -> None:
        levels = self._levels.setdefault(series, {}).setdefault((at.part, at.upwards), [])
        entry = (at.level if at.upwards else -at.level, next(self._number), watched)
        insort(levels, entry)
        watched.entries.append((levels, entry))

    def _take_out(self, watched: Watched) -> None:
        for levels, entry in watched.entries:
            del levels[bisect_left(levels, entry)]
        watched.entries.clear()
        for series in watched.places:
            self._forget(series, watched.alert_id)

    def _forget(self, series: Series, alert_id: UUID) -> None:
        new = self._new.get(series)
        if new is not None and new.pop(alert_id, None) is not None and not new:
            del self._new[series]
        levels = self._levels.get(series)
        if levels is not None and not any(levels.values()):
            del self._levels[series]
