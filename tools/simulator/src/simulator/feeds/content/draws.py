"""Numbers that look random and are decided by keys: the same keys give the same numbers in every run. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")
_BITS: Final = (1 << 64) - 1
_STEP: Final = 0x9E3779B97F4A7C15


def _mixed(state: int) -> int:
    """SplitMix64's finaliser: every input bit changes every output bit."""
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _BITS
    return state ^ (state >> 31)


class Draws:
    """A sequence of draws; `keys` are whole numbers from 0 up."""

    __slots__ = ("_state",)

    def __init__(self, *keys: int) -> None:
        state = 0
        for key in keys:
            state = _mixed(((state ^ key) + _STEP) & _BITS)
        self._state = state

    def number(self) -> float:
        """One number in [0, 1)."""
        self._state = (self._state + _STEP) & _BITS
        return (_mixed(self._state) >> 11) * 2.0**-53

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.number()

    def below(self, count: int) -> int:
        """One of the numbers from 0 up to, and without, `count`."""
        return int(self.number() * count)

    def chance(self, share: float) -> bool:
        return self.number() < share

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def weighted(self, cumulative: Sequence[float]) -> int:
        """The place of one choice; `cumulative` are the running sums of the choices' weights."""
        return min(bisect_right(cumulative, self.number() * cumulative[-1]), len(cumulative) - 1)

    def letters(self, alphabet: str, count: int) -> str:
        return "".join(self.pick(alphabet) for _ in range(count))


def wave(seed: int, stream: int, place: float) -> float:
    """A smooth noise over `place` (from 0 up) in [-1, 1]: straight lines between one draw for each whole number."""
    index = int(place)
    left, right = Draws(seed, stream, index).number(), Draws(seed, stream, index + 1).number()
    return 2 * (left + (right - left) * (place - index)) - 1
