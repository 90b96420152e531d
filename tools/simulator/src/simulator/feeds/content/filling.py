"""Fills the braces of a sentence: coins, names, figures. Within one text a name stands for one thing. Pure."""

import re
from collections.abc import Callable
from math import floor, log10
from typing import Final

from simulator.feeds.content.draws import Draws
from simulator.feeds.content.material import Coin, Material

_BRACES: Final = re.compile(r"\{([a-z]+)\d*\}")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{4,}")
# How much a name or figure tells one text from another, in names: many persons there are, few months.
_TELLING: Final = {
    "person": 1.6,
    "firm": 1.1,
    "fund": 1.1,
    "exchange": 1.1,
    "bank": 1.1,
    "protocol": 1.1,
    "count": 1.3,
    "amount": 1.0,
    "billions": 0.7,
    "pct": 0.6,
    "place": 0.7,
}
_NAMES_PER_WORD: Final = 0.38
_DIGITS: Final = "0123456789"
_FIGURES: Final[dict[str, Callable[[Draws], str]]] = {
    "pct": lambda draws: f"{0.8 + 13 * draws.number() ** 2:.1f}",
    "small": lambda draws: f"{draws.between(0.1, 1.0):.2f}",
    "big": lambda draws: str(12 + draws.below(84)),
    "amount": lambda draws: f"${1.1 * 700 ** draws.number():,.1f} million",
    "billions": lambda draws: f"${1.1 * 80 ** draws.number():.1f} billion",
    "count": lambda draws: f"{round(1_050 * 90 ** draws.number()):,}",
}


class Filling(dict[str, str]):
    """The values of the braces of one text, drawn as they are asked for; `{firm2}` is another firm than `{firm}`."""

    def __init__(self, material: Material, draws: Draws, coin: Coin | None, **given: str) -> None:
        super().__init__(given)
        self._material = material
        self._draws = draws
        self._coin = coin
        self.other: Coin | None = None
        """The second coin that the text names, once it has been asked for."""

    def __missing__(self, key: str) -> str:
        self[key] = value = self._drawn(key.rstrip(_DIGITS))
        return value

    def fill(self, sentence: str) -> str:
        return sentence.format_map(self)

    def _drawn(self, kind: str) -> str:
        if kind in _FIGURES:
            return _FIGURES[kind](self._draws)
        if kind == "other":
            self.other = self._another()
            return self.other.name
        if self._coin is not None and kind in {"name", "symbol", "level"}:
            return {"name": self._coin.name, "symbol": self._coin.symbol, "level": self._level(self._coin)}[kind]
        return self._material.word(kind, self._draws)

    def _another(self) -> Coin:
        others = [coin for coin in self._material.coins[:12] if coin is not self._coin]
        return self._draws.pick(others)

    def _level(self, coin: Coin) -> str:
        """A round price within a tenth of the coin's."""
        price = coin.usd * self._draws.between(0.9, 1.1)
        places = 1 - floor(log10(price))
        return f"${price:,.{places}f}" if places > 0 else f"${round(price, places):,.0f}"


def tells_apart(sentence: str) -> bool:
    """Whether two fillings of a sentence differ enough not to pass for the same story."""
    names = sum(_TELLING.get(kind, 0.0) for kind in _BRACES.findall(sentence))
    return names >= _NAMES_PER_WORD * len(_LONG_WORD.findall(_BRACES.sub("", sentence)))
