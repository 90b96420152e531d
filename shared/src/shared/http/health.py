"""The state of a process's dependencies, for /health/ready. No I/O."""

from enum import StrEnum

from shared.http.metrics import DEPENDENCY_UP


class DependencyState(StrEnum):
    STARTING = "starting"
    UP = "up"
    DOWN = "down"


class Health:
    """The state of each named dependency; ready when all are up."""

    def __init__(self, *names: str) -> None:
        self._states: dict[str, tuple[DependencyState, str | None]] = dict.fromkeys(
            names, (DependencyState.STARTING, None)
        )
        for name in names:
            DEPENDENCY_UP.labels(name).set(0)

    def up(self, name: str) -> None:
        self._states[name] = (DependencyState.UP, None)
        DEPENDENCY_UP.labels(name).set(1)

    def down(self, name: str, why: str) -> None:
        self._states[name] = (DependencyState.DOWN, why)
        DEPENDENCY_UP.labels(name).set(0)

    @property
    def ready(self) -> bool:
        return all(state is DependencyState.UP for state, _ in self._states.values())

    def report(self) -> dict[str, dict[str, str | None]]:
        return {name: {"state": state.value, "detail": why} for name, (state, why) in self._states.items()}
