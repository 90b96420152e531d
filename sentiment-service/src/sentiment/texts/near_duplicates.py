"""Which texts are alike: the same words, in whatever order, rare ones counting more. No I/O and no clock.

Alikeness is the weighted Jaccard similarity of the texts' word stems; a stem weighs ln(1 + N / n) for N texts of which
n have it. Exact: lists of the texts that have a stem give the weight that each text shares with the one asked for; one
that shares less than half of it cannot be alike, all others are compared.
"""

import re
from array import array
from collections.abc import Hashable, Mapping
from functools import lru_cache
from math import log
from typing import Final, Generic, TypeVar

import numpy as np
import snowballstemmer

_ALIKE: Final = 0.5
_FEWEST_TEXTS: Final = 1_000
"""The weights are those of so many texts at least: in the first few hundred every word is rare."""
_MOST_STEMS: Final = 120
_LONGEST_WORD: Final = 40
_MOST_COMPARED: Final = 500
_FEWEST_EMPTY: Final = 1_000
_WORD: Final = re.compile(r"[^\W_]+(?:[.,'\u2019][^\W_]+)*")
_STOP: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "how",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "over",
        "that",
        "the",
        "this",
        "to",
        "was",
        "were",
        "what",
        "when",
        "who",
        "why",
        "will",
        "with",
        "after",
        "amid",
        "new",
        "says",
        "said",
    ]
)

K = TypeVar("K", bound=Hashable)


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


_STEMMER: Final = snowballstemmer.stemmer("english")


def stems_of(text: str) -> frozenset[str]:
    """The stems of what is not a stop word; numbers without their separators."""
    words = (match.group().lower() for match in _WORD.finditer(text))
    plain = (re.sub(r"[,'\u2019]", "", word.removesuffix("'s").removesuffix("\u2019s")) for word in words)
    stems: dict[str, None] = {}
    for word in plain:
        if word and word not in _STOP:
            stems[_stem(word[:_LONGEST_WORD])] = None
        if len(stems) >= _MOST_STEMS:
            break
    return frozenset(stems)


class StoryIndex(Generic[K]):
    """Texts by key; `find` gives the keys of those that are alike to a text."""

    def __init__(self) -> None:
        self._stems: dict[K, frozenset[str]] = {}
        self._places: dict[K, int] = {}
        self._keys: list[K | None] = []
        """By place; None where a text was removed, until the places are made anew."""
        self._having: dict[str, array[int]] = {}
        """By stem the places of the texts that have it, or had it before they were removed."""
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._stems)

    def add(self, key: K, text: str) -> None:
        self.remove(key)
        self._place(key, stems_of(text))

    def _place(self, key: K, stems: frozenset[str]) -> None:
        place = self._places[key] = len(self._keys)
        self._keys.append(key)
        self._stems[key] = stems
        for stem in stems:
            self._having.setdefault(stem, array("I")).append(place)
            self._counts[stem] = self._counts.get(stem, 0) + 1

    def remove(self, key: K) -> None:
        stems = self._stems.pop(key, None)
        if stems is None:
            return
        self._keys[self._places.pop(key)] = None
        for stem in stems:
            self._counts[stem] -= 1
        empty = len(self._keys) - len(self._stems)
        if empty > max(_FEWEST_EMPTY, len(self._stems)):
            self._place_anew()

    def _place_anew(self) -> None:
        texts = self._stems
        self._stems, self._places, self._keys, self._having, self._counts = {}, {}, [], {}, {}
        for key, stems in texts.items():
            self._place(key, stems)

    def find(self, text: str) -> list[K]:
        """The most alike first; of equally alike ones the older."""
        weights = {stem: self._weight(stem) for stem in stems_of(text)}
        total = sum(weights.values())
        alike = {key: self._alike(weights, total, self._stems[key]) for key in self._candidates(weights, total)}
        return sorted((key for key, figure in alike.items() if figure >= _ALIKE), key=lambda key: -alike[key])

    def _weight(self, stem: str) -> float:
        return log(1 + max(len(self._stems), _FEWEST_TEXTS) / max(1, self._counts.get(stem, 0)))

    def _candidates(self, weights: Mapping[str, float], total: float) -> list[K]:
        """Return those that share half of the text's weight, the oldest first; of too many those that share most."""
        lists = [(self._having[stem], weight) for stem, weight in weights.items() if stem in self._having]
        if not lists:
            return []
        places = np.concatenate([np.frombuffer(having, dtype=np.uint32) for having, _ in lists])
        shares = np.repeat([weight for _, weight in lists], [len(having) for having, _ in lists])
        shared = np.bincount(places, weights=shares)
        enough = np.flatnonzero(shared >= _ALIKE * total * (1 - 1e-9))
        if len(enough) > _MOST_COMPARED:
            enough = np.sort(enough[np.argsort(-shared[enough], kind="stable")[:_MOST_COMPARED]])
        return [key for place in enough if (key := self._keys[place]) is not None]

    def _alike(self, weights: Mapping[str, float], total: float, other: frozenset[str]) -> float:
        shared = sum(weights[stem] for stem in weights.keys() & other)
        rest = sum(self._weight(stem) for stem in other - weights.keys())
        return shared / (total + rest)
