"""Whether the time that a text takes grows no faster than its length."""

import time
from collections.abc import Callable
from typing import Final, NamedTuple

from drill.fuzz.texts.characters import repeated
from drill.platform import DrillError

SHORT: Final = 10_000
LONG: Final = 300_000
_MOST_RATIO: Final = 6
"""Of what grows by the square, a character would take thirty times as long."""
_NOTICED: Final = 0.1
"""Seconds. What takes less for the long text is quick, however it grows."""
_SHORTEST: Final = 1e-6
_TRIES: Final = 3
"""Of as many the quickest counts: the machine has other work."""


class Growth(NamedTuple):
    """How many times as long a character of the long text takes, and the seconds of the whole."""

    ratio: float
    seconds: float

    @property
    def is_quick(self) -> bool:
        """Whether it is too quick to matter, or to be measured well."""
        return self.seconds <= _NOTICED

    @property
    def is_bounded(self) -> bool:
        return self.is_quick or self.ratio <= _MOST_RATIO


def growth(part: str, function: Callable[[str], object], pattern: str) -> Growth:
    """Measure a function with a pattern repeated to two lengths.

    Raises:
        DrillError: a character of the long text takes much longer.
    """
    short = min(_seconds(function, repeated(pattern, SHORT)) for _ in range(_TRIES))
    for _ in range(_TRIES - 1):
        found = grown(short, _seconds(function, repeated(pattern, LONG)))
        if found.is_bounded:
            return found
    found = grown(short, _seconds(function, repeated(pattern, LONG)))
    if not found.is_bounded:
        much = f"{found.seconds:.2f} s for {LONG} characters of {pattern!a}"
        raise DrillError(f"{part} takes {much}, each {found.ratio:.0f} times as long as of {SHORT}")
    return found


def grown(short: float, long: float) -> Growth:
    """From the seconds of the short text and of the long one."""
    return Growth((long / LONG) / (max(short, _SHORTEST) / SHORT), long)


def _seconds(function: Callable[[str], object], text: str) -> float:
    """The processor's time, in all threads: what others do meanwhile does not count."""
    started = time.process_time()
    function(text)
    return time.process_time() - started
