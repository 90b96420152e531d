"""Where a word stands that may name a coin, how it is written there, and what was found around it. No I/O and no clock.

What is looked at is near the word and bounded, so that a long text takes time linear in its length.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple, TypeVar

from sentiment.texts.coin_terms import Term

_REACH: Final = 220  # characters on either side: about the length of a post
_MOST_FOUND: Final = 12  # words of evidence that are looked at on either side: enough to find two different ones
_WORD_OF_FOUR: Final = re.compile(r"[^\W\d_]{4,}")
_FEWEST_WORDS: Final = 2
_MOSTLY: Final = 0.65

T = TypeVar("T")


class Form(Enum):
    """How a word is written, and where."""

    UPPER = 0
    UPPER_AMONG_UPPER = 1
    CAPITAL = 2
    CAPITAL_AT_START = 3
    SMALL = 4


@dataclass(frozen=True, slots=True)
class Style:
    """How many words there are, how many of them begin with a capital, and how many are all capitals."""

    words: int
    capitals: int
    uppers: int

    def __add__(self, other: "Style") -> "Style":
        return Style(self.words + other.words, self.capitals + other.capitals, self.uppers + other.uppers)

    def __neg__(self) -> "Style":
        return Style(-self.words, -self.capitals, -self.uppers)

    def are_capital(self) -> bool:
        return self.words >= _FEWEST_WORDS and self.capitals > _MOSTLY * self.words

    def are_upper(self) -> bool:
        return self.words >= _FEWEST_WORDS and self.uppers > _MOSTLY * self.words


class Place(NamedTuple):
    """Where a term stands. `tag` is the sign before it: $, # or nothing."""

    start: int
    end: int
    term: Term
    tag: str


@dataclass(slots=True)
class Surroundings:
    """What was found in the whole text, each in order: places of evidence, and of coins that are sure."""

    text: str
    is_crypto_source: bool
    crypto: list[tuple[int, int]] = field(default_factory=list)
    trade: list[tuple[int, int]] = field(default_factory=list)
    context: dict[str, list[int]] = field(default_factory=dict)
    against: dict[str, list[int]] = field(default_factory=dict)
    shares: list[int] = field(default_factory=list)
    sure: list[tuple[int, str]] = field(default_factory=list)
    named: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    styles: dict[int, Style] = field(default_factory=dict)


def form_of(around: Surroundings, start: int, end: int) -> Form:
    """How the word is written. Capitals say nothing where all words around stand in capitals."""
    word = around.text[start:end]
    if word == word.lower():
        return Form.SMALL
    style = _style_around(around, start, word)
    if word == word.upper():
        return Form.UPPER_AMONG_UPPER if style.are_upper() else Form.UPPER
    if not word[0].isupper():
        return Form.SMALL
    return Form.CAPITAL_AT_START if style.are_capital() or _is_at_start(around.text, start) else Form.CAPITAL


def _style_around(around: Surroundings, start: int, word: str) -> Style:
    """How the other words are written: those of the block of text that holds the place, and of the two beside it."""
    block = start // _REACH
    style = -_style_of(word)
    for number in range(block - 1, block + 2):
        if number not in around.styles:
            around.styles[number] = _style_of(around.text[max(0, number * _REACH) : max(0, (number + 1) * _REACH)])
        style += around.styles[number]
    return style


def _style_of(text: str) -> Style:
    words = _WORD_OF_FOUR.findall(text)
    return Style(len(words), sum(word[0].isupper() for word in words), sum(word.isupper() for word in words))


def _is_at_start(text: str, start: int) -> bool:
    """Whether a sentence or a headline's part begins here, as far as can be seen."""
    before = text[max(0, start - 8) : start].rstrip(" \t\"'\u201c\u201d\u2018\u2019«»([{#$*_-")
    return not before or not (before[-1].isalnum() or before[-1] in ",%)/&'\u2019")


def is_near(starts: Sequence[int], place: Place) -> bool:
    first = bisect_left(starts, place.start - _REACH)
    return first < len(starts) and starts[first] < place.end + _REACH


def within(found: Sequence[tuple[int, T]], place: Place) -> Sequence[tuple[int, T]]:
    """Those within reach, of which there are looked at no more than `_MOST_FOUND` on either side."""
    first = bisect_left(found, place.start - _REACH, key=_start)
    middle = bisect_left(found, place.start, key=_start)
    last = bisect_left(found, place.end + _REACH, key=_start)
    return found[max(first, middle - _MOST_FOUND) : min(last, middle + _MOST_FOUND)]


def _start(found: tuple[int, object]) -> int:
    return found[0]
