"""The rules of VADER: what a word is worth by the words around it. No I/O and no clock.

After C. J. Hutto and E. Gilbert, VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text
(ICWSM 2014), and their vaderSentiment 3.3.2, of which the figures are. Written anew so that each word is looked up
once, with one rule more: words that turn the meaning of what follows or precedes them ("averts a hack").
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sentiment.models.vader_words import Phrases

NEGATION: Final = -0.74
_CAPITALS: Final = 0.733
_NEAR: Final = ((1, 1.0), (2, 0.95), (3, 0.9))
"""How far before a word others change it, and how much of a booster counts from there."""
_NEVER_SO: Final = 1.25
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.5
_ALPHA: Final = 15
_EXCLAMATION, _MOST_EXCLAMATIONS = 0.292, 4
_QUESTION, _SOME_QUESTIONS, _MANY_QUESTIONS = 0.18, 3, 0.96
_TURNS_WITHIN: Final = 4
_TURNED_WITHIN: Final = 3


class Turn(NamedTuple):
    """Which valences a word turns: those of bad words, of good ones, or of both."""

    bad: bool
    good: bool

    def turns(self, valence: float) -> bool:
        return (self.bad and valence < 0) or (self.good and valence > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All words in lower case; phrases are words with spaces. Boosters have no valence of their own."""

    valences: Mapping[str, float]
    boosters: Mapping[str, float]
    negations: frozenset[str]
    turns_following: Mapping[str, Turn]
    turns_preceding: Mapping[str, Turn]
    phrases: Phrases


class Hit(NamedTuple):
    """The word at that place has a valence here."""

    at: int
    valence: float


def hits(words: Sequence[str], raw: Sequence[str], lexicon: Lexicon) -> list[Hit]:
    """Return the words that are worth something; `raw` are the same words with their capitals."""
    valences = lexicon.valences
    found = [index for index, word in enumerate(words) if word in valences]
    if not found:
        return []
    reading = _Reading(words, raw, lexicon)
    result = [Hit(index, reading.valence(index)) for index in found]
    if "but" in words:
        but = words.index("but")
        return [Hit(at, value * (_BEFORE_BUT if at < but else _AFTER_BUT)) for at, value in result]
    return result


def compound(total: float, text: str) -> float:
    """In [-1, 1], from the sum of the valences, not 0, and the text's exclamation and question marks."""
    total += math.copysign(_emphasis(text), total)
    return total / math.sqrt(total * total + _ALPHA)


def _emphasis(text: str) -> float:
    emphasis = min(text.count("!"), _MOST_EXCLAMATIONS) * _EXCLAMATION
    questions = text.count("?")
    if questions > _SOME_QUESTIONS:
        return emphasis + _MANY_QUESTIONS
    return emphasis + questions * _QUESTION if questions > 1 else emphasis


class _Reading:
    """One text while its words are weighed."""

    __slots__ = ("_lexicon", "_mixed_case", "_raw", "_words")

    def __init__(self, words: Sequence[str], raw: Sequence[str], lexicon: Lexicon) -> None:
        self._words, self._raw, self._lexicon = words, raw, lexicon
        self._mixed_case: bool | None = None

    def valence(self, at: int) -> float:
        words, lexicon = self._words, self._lexicon
        word = words[at]
        value = lexicon.valences[word]
        if len(word) == 1 and not word.isascii():
            return value  # an emoji stands outside the sentence: nothing negates or raises it
        if word == "no" and at + 1 < len(words) and words[at + 1] in lexicon.valences:
            return 0.0  # it negates the next word instead
        if self._after_no(at):
            value *= NEGATION
        if self._is_shouted(at):
            value += math.copysign(_CAPITALS, value)
        for distance, share in _NEAR:
            if distance > at:
                break
            value = self._modified(value, at, distance, share)
        if at and words[at - 1] == "least" and (at == 1 or words[at - 2] not in {"at", "very"}):
            value *= NEGATION
        return self._turned(value, at)

    def _after_no(self, at: int) -> bool:
        before = self._words[max(0, at - 3) : at]
        return "no" in before[-2:] or (before[:1] == ["no"] and before[-1] in {"or", "nor"})

    def _modified(self, value: float, at: int, distance: int, share: float) -> float:
        """The value after the word so far before it: raised, lowered, negated, or as it was."""
        words, lexicon = self._words, self._lexicon
        before = words[at - distance]
        booster = lexicon.boosters.get(before)
        if booster is not None:
            if self._is_shouted(at - distance):
                booster += _CAPITALS
            return value + math.copysign(1.0, value) * booster * share
        if before not in lexicon.negations and "n't" not in before:
            return value
        between = words[at - distance + 1 : at]
        if before == "never" and ("so" in between or "this" in between):
            return value * _NEVER_SO
        return value if before == "without" and "doubt" in between else value * NEGATION

    def _turned(self, value: float, at: int) -> float:
        words, lexicon = self._words, self._lexicon
        for index in range(at - 1, max(-1, at - 1 - _TURNS_WITHIN), -1):
            turn = lexicon.turns_following.get(words[index])
            if turn and turn.turns(value):
                return value * NEGATION
        for word in words[at + 1 : at + 1 + _TURNED_WITHIN]:
            turn = lexicon.turns_preceding.get(word)
            if turn and turn.turns(value):
                return value * NEGATION
        return value

    def _is_shouted(self, at: int) -> bool:
        """Whether the word is in capitals while others are not."""
        if not self._raw[at].isupper():
            return False
        if self._mixed_case is None:
            upper = sum(word.isupper() for word in self._raw)
            self._mixed_case = 0 < upper < len(self._raw)
        return self._mixed_case
