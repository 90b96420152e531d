"""The simulator's time: the wall clock, or a fixed time that starts to run with the first subscription."""

import time


class Clock:
    """Integer microseconds that never go back."""

    def __init__(self, epoch_us: int | None = None) -> None:
        self._fixed = epoch_us is not None
        self._origin = epoch_us if epoch_us is not None else time.time_ns() // 1_000
        self._started = None if self._fixed else time.monotonic_ns()

    def start(self) -> None:
        """Let a fixed time start to run; the wall clock runs already."""
        if self._started is None:
            self._started = time.monotonic_ns()

    def now(self) -> int:
        """Microseconds since 1970."""
        if self._started is None:
            return self._origin
        return self._origin + (time.monotonic_ns() - self._started) // 1_000
