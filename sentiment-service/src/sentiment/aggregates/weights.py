"""What each document weighs in its coin's score. No I/O and no clock: time is a parameter."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

PLACES: Final = 12
"""Weights are rounded to so many, so that a reader who calculates with those shown gets the same score."""
_NEW: Final = timedelta(0)
_USUAL: Final = 1.0
"""Of a source that the file does not list any more."""


class ScoredDocument(NamedTuple):
    """A text, and how good or bad it is for the coin: the probabilities add up to 1.

    `story_at`: when its story was first published.
    """

    document_id: UUID
    story_id: UUID
    source: str
    story_at: datetime
    published_at: datetime
    received_at: datetime
    positive: float
    neutral: float
    negative: float

    @property
    def score(self) -> float:
        return self.positive - self.negative


class WeightedDocument(NamedTuple):
    document: ScoredDocument
    weight: float


@dataclass(frozen=True, slots=True)
class Weighing:
    """The rules: a story counts if it is no older than `window`, and half as much with every `half_life`."""

    source_weights: Mapping[str, float]
    window: timedelta
    half_life: timedelta | None
    """None: age makes no difference."""

    def over(self, window: timedelta) -> "Weighing":
        """The same rules over another window; the half-life grows with it, or the older part would not count."""
        if window == self.window:
            return self
        half_life = None if self.half_life is None else self.half_life * (window / self.window)
        return replace(self, window=window, half_life=half_life)

    def without_age(self) -> "Weighing":
        return replace(self, half_life=None)

    def source_weight(self, source: str) -> float:
        return self.source_weights.get(source, _USUAL)

    def decay(self, age: timedelta) -> float:
        if self.half_life is None or age <= _NEW:
            return 1.0
        return math.pow(0.5, age / self.half_life)


def weighted(documents: Sequence[ScoredDocument], at: datetime, weighing: Weighing) -> list[WeightedDocument]:
    """A story counts once: its n documents have a share of it each, as large as their sources are trusted.

    A document of source weight w in a story of age a weighs w / n x 0.5^(a / half-life), so that the whole story weighs
    its sources' mean weight x 0.5^(a / half-life). All documents given count; `counting` finds those.
    """
    told = Counter(document.story_id for document in documents)
    trust = {source: weighing.source_weight(source) for source in {one.source for one in documents}}
    return [
        WeightedDocument(one, round(trust[one.source] / told[one.story_id] * weighing.decay(at - one.story_at), PLACES))
        for one in documents
    ]


def counting(
    documents: Iterable[ScoredDocument], at: datetime, window: timedelta, *, known_at: datetime | None = None
) -> Iterator[ScoredDocument]:
    """Those of stories no older than the window at `at`; with `known_at` only those published before it."""
    since = at - window
    for one in documents:
        if one.story_at >= since and (known_at is None or one.published_at < known_at):
            yield one
