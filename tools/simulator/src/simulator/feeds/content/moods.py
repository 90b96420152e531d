"""What is written about, and how well: mood, attention and themes drift by coin and hour. Pure, but for caches."""

from functools import lru_cache
from itertools import accumulate
from math import exp
from typing import Final

from simulator.feeds.content.draws import Draws, wave
from simulator.feeds.content.material import TONES, Coin, Theme, material

HOUR_US: Final = 3_600_000_000
_QUARTER_US: Final = HOUR_US // 4
MARKET: Final = 999
"""Stands for crypto as a whole where others have the coin's number."""

# Numbers of the noises; each adds the coin's own number.
_MOOD, _ATTENTION, _THEME = 10_000, 20_000, 30_000
_MOOD_HOURS: Final = (5, 19, 70)
_ATTENTION_HOURS: Final = 11
_THEME_HOURS: Final = 9
_SHARED: Final = 0.45
_OWN: Final = 0.85


def _own_mood(seed: int, number: int, hours: float) -> float:
    parts = [wave(seed, _MOOD + 10 * number + octave, hours / period) for octave, period in enumerate(_MOOD_HOURS)]
    return 0.45 * parts[0] + 0.6 * parts[1] + 0.7 * parts[2]


def mood(seed: int, number: int, at_us: int) -> float:
    """How a coin is written about at a time: -1 (only bad news) to 1; the same for a quarter of an hour."""
    return _mood(seed, number, at_us // _QUARTER_US)


@lru_cache(maxsize=1_024)
def _mood(seed: int, number: int, quarter: int) -> float:
    hours = quarter / 4
    market = _own_mood(seed, MARKET, hours)
    found = market if number == MARKET else _SHARED * market + _OWN * _own_mood(seed, number, hours)
    return max(-1.0, min(1.0, found))


def tone(seed: int, number: int, at_us: int, draws: Draws) -> str:
    """Draw a tone; about four in ten texts are neutral, whatever the mood."""
    lean = 0.4 * mood(seed, number, at_us)
    positive, negative = max(0.04, 0.31 + lean), max(0.04, 0.27 - lean)
    return TONES[draws.weighted((positive, positive + 0.38, positive + 0.38 + negative))]


@lru_cache(maxsize=64)
def _attention(seed: int, hour: int) -> tuple[float, ...]:
    """Running sums of the coins' weights in one hour."""
    return tuple(
        accumulate(
            coin.weight * exp(1.2 * wave(seed, _ATTENTION + coin.number, hour / _ATTENTION_HOURS))
            for coin in material().coins
        )
    )


def subject(seed: int, at_us: int, draws: Draws) -> Coin:
    """Draw the coin that a text is about."""
    return material().coins[draws.weighted(_attention(seed, at_us // HOUR_US))]


def theme(seed: int, number: int, at_us: int) -> Theme:
    """What a coin is talked about for nine hours; each coin's hours begin at a time of their own."""
    window = int((at_us / HOUR_US + 2.3 * number) / _THEME_HOURS)
    return Draws(seed, _THEME + number, window).pick(material().themes)
