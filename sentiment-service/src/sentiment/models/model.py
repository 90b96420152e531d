"""What every classifier answers: three probabilities of a text, and what each word adds. No I/O and no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from shared.events import Label

Share = TypeVar("Share", float, Decimal)


class ModelError(Exception):
    """The model cannot be used; the text says why and what to do."""


def likeliest(positive: Share, neutral: Share, negative: Share) -> Label:
    """The most probable label; neutral, which claims least, when another is only as probable."""
    if neutral >= max(positive, negative) or positive == negative:
        return Label.NEUTRAL
    return Label.POSITIVE if positive > negative else Label.NEGATIVE


@dataclass(frozen=True, slots=True)
class Scored:
    """How probably a text is good, neither or bad for what it speaks of; they add up to 1."""

    positive: float
    neutral: float
    negative: float

    @property
    def score(self) -> float:
        """In [-1, 1]."""
        return self.positive - self.negative

    @property
    def label(self) -> Label:
        return likeliest(self.positive, self.neutral, self.negative)


class WordWeight(NamedTuple):
    """A word or phrase, `text[start:end]` of what was scored, and how much of the score it makes."""

    text: str
    start: int
    end: int
    weight: float


class Model(Protocol):
    """A classifier. Neither method is fast enough for the event loop: call them in a thread."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Another one whenever the same text could get other figures."""
        ...

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """Return one result a text, in the order of the texts. Long texts are read only so far."""
        ...

    def words(self, text: str) -> list[WordWeight]:
        """Return the words that make the score, in the order of the text; others may be absent."""
        ...
