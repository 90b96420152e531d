"""Answers about candles that lack something: how long to go on asking, and when to believe them. No I/O and no clock.

A venue may list nothing where there is something, now and then. So what is missing is asked for again, later and
later; after several such answers in a row it is waited for no longer, but still asked for from time to time. The waits
have no jitter: no call has failed, answers are to be far apart, and requests to a venue are spread one by one anyway.
"""

from typing import Final, NamedTuple

from shared.events.values import Instrument, Interval

_BELIEVED_AFTER: Final = 5
_FIRST_WAIT_US: Final = 10_000_000
_LONGEST_WAIT_US: Final = 600_000_000
_MOST_DOUBLINGS: Final = 10


class _Answers(NamedTuple):
    times: int
    """In a row."""
    again_us: int


class EmptyAnswers:
    """Of each instrument and interval. Forgotten with the process: then everything is asked for anew."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Interval], _Answers] = {}

    def add(self, instrument: Instrument, interval: Interval, now_us: int) -> bool:
        """Another answer lacks something; whether it is to be believed."""
        place = (instrument.instrument_id, interval)
        before = self._found[place].times if place in self._found else 0
        wait_us = min(_FIRST_WAIT_US * 2 ** min(before, _MOST_DOUBLINGS), _LONGEST_WAIT_US)
        self._found[place] = _Answers(before + 1, now_us + wait_us)
        return self.is_believed(instrument, interval)

    def end(self, instrument: Instrument, interval: Interval) -> None:
        """An answer lacks nothing."""
        self._found.pop((instrument.instrument_id, interval), None)

    def is_believed(self, instrument: Instrument, interval: Interval) -> bool:
        found = self._found.get((instrument.instrument_id, interval))
        return found is not None and found.times >= _BELIEVED_AFTER

    def may_ask(self, instrument: Instrument, interval: Interval, now_us: int) -> bool:
        found = self._found.get((instrument.instrument_id, interval))
        return found is None or now_us >= found.again_us
