"""Prices as a function of (seed, asset, time): fractal value noise around a base price. No state but a cache."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Seconds of each octave: from 2 s to about 97 days, four times longer each.
_PERIODS = tuple(2 * 4**octave for octave in range(12))
# A day moves a coin of unit volatility by about 3 %; octaves add up to this with amplitude ~ sqrt(period).
_DAILY = 0.03 * 0.7
_DAY = 86_400.0
_SHARED = 1  # number of the noise that all coins share
BLOCK = 64
"""Seconds whose prices are computed together."""


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser: every input bit changes every output bit."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def uniform(seed: int, stream: NDArray[np.uint64], index: Ints) -> Floats:
    """One number in [0, 1) for each (seed, stream, index)."""
    with np.errstate(over="ignore"):
        state = stream * np.uint64(0x9E3779B97F4A7C15) + index.astype(np.uint64) * np.uint64(0xD1342543DE82EF95)
        mixed = _mix(_mix(state + np.uint64(seed)))
    result: Floats = (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return result


def _wave(seed: int, asset: int, seconds: Floats) -> Floats:
    """Sum of the octaves for one asset: about one daily unit of volatility."""
    total = np.zeros_like(seconds)
    for octave, period in enumerate(_PERIODS):
        place = seconds / period
        index = np.floor(place).astype(np.int64)
        part = place - index
        stream = np.full(index.shape, asset * 64 + octave, dtype=np.uint64)
        left, right = uniform(seed, stream, index), uniform(seed, stream, index + 1)
        # 3.46: uniform numbers of unit variance.
        total += 3.46 * ((left - 0.5) * (1 - part) + (right - 0.5) * part) * np.sqrt(period / _DAY)
    return total


def _wave_of_minutes(seed: int, asset: int, first: int, count: int) -> Floats:
    """The same wave at the beginnings of `count` minutes from minute `first` on.

    A number is drawn once for each lattice point, not for each minute: long octaves then cost next to nothing.
    """
    seconds = 60.0 * np.arange(first, first + count, dtype=np.float64)
    total = np.zeros(count)
    for octave, period in enumerate(_PERIODS):
        place = seconds / period
        index = np.floor(place).astype(np.int64)
        low, high = int(index[0]), int(index[-1]) + 1
        if high - low >= 2 * count:  # the lattice is finer than a minute
            points, at, beside = np.concatenate([index, index + 1]), np.arange(count), np.arange(count, 2 * count)
        else:
            points, at = np.arange(low, high + 1, dtype=np.int64), index - low
            beside = at + 1
        numbers = uniform(seed, np.full(len(points), asset * 64 + octave, dtype=np.uint64), points)
        part = place - index
        total += 3.46 * ((numbers[at] - 0.5) * (1 - part) + (numbers[beside] - 0.5) * part) * np.sqrt(period / _DAY)
    return total


class PriceFunction:
    """USD prices of the assets. `volatility` 1 is a large coin, 0.01 a stable one; `beta` is the part shared by all."""

    def __init__(self, seed: int, bases: Floats, volatility: Floats, beta: Floats) -> None:
        self._seed = seed
        self._log = np.log(bases)
        self._shared = _DAILY * volatility * beta
        self._own = _DAILY * volatility * np.sqrt(1 - beta**2)
        self._block = lru_cache(maxsize=8)(self._make_block)

    def at(self, asset: int, seconds: Floats) -> Floats:
        """Prices of one asset at any times (seconds since 1970), not interpolated."""
        return self._of(asset, seconds, _wave(self._seed, _SHARED, seconds))

    def pair(self, base: int, quote: int | None, seconds: Floats) -> tuple[Floats, Floats]:
        """Price of one asset in another (in USD without one), and the first one's in USD."""
        shared = _wave(self._seed, _SHARED, seconds)
        usd = self._of(base, seconds, shared)
        return (usd if quote is None else usd / self._of(quote, seconds, shared)), usd

    def wave_of_minutes(self, asset: int | None, first: int, count: int) -> Floats:
        """One asset's own wave, or the shared one, at the beginnings of minutes counted since 1970."""
        return _wave_of_minutes(self._seed, _SHARED if asset is None else asset + 2, first, count)

    def of_waves(self, asset: int, own: Floats, shared: Floats) -> Floats:
        """Prices of an asset from its own wave and the shared one."""
        result: Floats = np.exp(self._log[asset] + self._shared[asset] * shared + self._own[asset] * own)
        return result

    def _of(self, asset: int, seconds: Floats, shared: Floats) -> Floats:
        own = _wave(self._seed, asset + 2, seconds)
        return self.of_waves(asset, own, shared)

    def live(self, assets: Ints, us: Ints) -> Floats:
        """Prices of each asset at its time, along straight lines from second to second."""
        result = np.empty(len(us))
        seconds, fraction = np.divmod(us, 1_000_000)
        blocks = seconds // BLOCK
        for block in np.unique(blocks).tolist():
            chosen = blocks == block
            grid = self._block(block)
            place = seconds[chosen] - block * BLOCK
            left, right = grid[assets[chosen], place], grid[assets[chosen], place + 1]
            result[chosen] = left + (right - left) * (fraction[chosen] / 1e6)
        return result

    def _make_block(self, block: int) -> Floats:
        seconds = np.arange(block * BLOCK, (block + 1) * BLOCK + 1, dtype=np.float64)
        shared = _wave(self._seed, _SHARED, seconds)
        return np.stack([self._of(asset, seconds, shared) for asset in range(len(self._log))])
