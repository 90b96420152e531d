"""The states of the last seconds of every figure: what a new alert is judged on first. No I/O and no clock."""

from collections import deque
from typing import Final

from portfolio.alerts.conditions import Observed
from portfolio.alerts.figures import Series

_KEPT_US: Final = 15_000_000


class RecentStates:
    """Of each figure the states of 15 s before its newest one, in order, whoever brings them first."""

    def __init__(self) -> None:
        self._states: dict[Series, deque[Observed]] = {}

    def put(self, series: Series, seen: Observed) -> None:
        states = self._states.setdefault(series, deque())
        if states and seen.at_us <= states[-1].at_us:
            return
        states.append(seen)
        while seen.at_us - states[0].at_us > _KEPT_US:
            states.popleft()

    def before(self, series: Series, at_us: int) -> list[Observed]:
        """Those of before a time, that time included."""
        return [seen for seen in self._states.get(series, ()) if seen.at_us <= at_us]
