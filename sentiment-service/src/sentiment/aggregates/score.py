"""A coin's score, how sure it is, and its shares, from weighted documents. No I/O and no clock."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from shared.events import Label

from sentiment.aggregates.significance import t_quantile
from sentiment.aggregates.weights import WeightedDocument
from sentiment.models.model import Scored

LEAST_STORIES: Final = 5
"""Of fewer stories no score is given."""
_OUTSIDE: Final = 0.05
"""The probability that the mean lies outside of the interval."""
_MORE_THAN_ONE: Final = 1 + 1e-9


class WeightedStory(NamedTuple):
    """All that its documents say, as one."""

    weight: float
    positive: float
    neutral: float
    negative: float

    @property
    def score(self) -> float:
        return self.positive - self.negative

    @property
    def label(self) -> Label:
        return Scored(self.positive, self.neutral, self.negative).label


class SourcePart(NamedTuple):
    """What a source adds: how many documents, and which part of the whole weight (0 to 1)."""

    source: str
    documents: int
    share: float


@dataclass(frozen=True, slots=True)
class Score:
    """`score`, `interval` and `shares` (of story weight, by label) are None of fewer than five stories.

    `labels`: how many stories have each. `as_of`: when the newest document came in.
    """

    score: float | None
    interval: tuple[float, float] | None
    shares: Mapping[Label, float] | None
    labels: Mapping[Label, int]
    documents: int
    stories: int
    sources: tuple[SourcePart, ...]
    as_of: datetime | None


class MeanAndError(NamedTuple):
    """`variance` is the mean's own, the square of its standard error; `effective`: so many alike stories say as much.

    `variance` is None of a single effective story: one says nothing of how much they differ.
    """

    mean: float
    variance: float | None
    effective: float


def score_of(documents: Sequence[WeightedDocument]) -> Score:
    """Sums are exact (`fsum`), so that the order of the documents makes no difference."""
    stories = stories_of(documents)
    total = math.fsum(one.weight for one in stories)
    enough = len(stories) >= LEAST_STORIES and total > 0
    found = mean_and_error(stories) if enough else None
    labels: dict[Label, list[float]] = {label: [] for label in Label}
    for story in stories:
        labels[story.label].append(story.weight)
    return Score(
        score=found.mean if found else None,
        interval=_interval(found) if found else None,
        shares={label: math.fsum(weights) / total for label, weights in labels.items()} if found else None,
        labels={label: len(weights) for label, weights in labels.items()},
        documents=len(documents),
        stories=len(stories),
        sources=_sources(documents),
        as_of=max((one.document.received_at for one in documents), default=None),
    )


def stories_of(documents: Sequence[WeightedDocument]) -> list[WeightedStory]:
    """Each story with the weighted mean of what its documents say. What weighs nothing is left out."""
    told: dict[object, list[WeightedDocument]] = {}
    for one in documents:
        told.setdefault(one.document.story_id, []).append(one)
    return [story for of_story in told.values() if (story := _story(of_story)).weight > 0]


def _story(documents: Sequence[WeightedDocument]) -> WeightedStory:
    if len(documents) == 1:
        ((document, weight),) = documents
        return WeightedStory(weight, document.positive, document.neutral, document.negative)
    weight = math.fsum(one.weight for one in documents)
    if weight <= 0:
        return WeightedStory(0, 0, 1, 0)
    positive = math.fsum(one.weight * one.document.positive for one in documents) / weight
    negative = math.fsum(one.weight * one.document.negative for one in documents) / weight
    return WeightedStory(weight, positive, 1 - positive - negative, negative)


def mean_and_error(stories: Sequence[WeightedStory]) -> MeanAndError:
    """Of at least one story. The variance is unbiased for weights that say how much a story counts."""
    total = math.fsum(one.weight for one in stories)
    mean = min(1.0, max(-1.0, math.fsum(one.weight * one.score for one in stories) / total))
    effective = total**2 / math.fsum(one.weight**2 for one in stories)
    if effective <= _MORE_THAN_ONE:
        return MeanAndError(mean, None, effective)
    spread = math.fsum(one.weight * (one.score - mean) ** 2 for one in stories) / total
    return MeanAndError(mean, spread / (effective - 1), effective)


def _interval(found: MeanAndError) -> tuple[float, float]:
    """Of 95 %, by Student's t, within [-1, 1]."""
    if found.variance is None:
        return -1.0, 1.0
    half = t_quantile(_OUTSIDE, found.effective - 1) * math.sqrt(found.variance)
    return max(-1.0, found.mean - half), min(1.0, found.mean + half)


def _sources(documents: Sequence[WeightedDocument]) -> tuple[SourcePart, ...]:
    """The one that adds most first."""
    weights: dict[str, list[float]] = {}
    for one in documents:
        weights.setdefault(one.document.source, []).append(one.weight)
    total = math.fsum(one.weight for one in documents) or 1.0
    parts = [SourcePart(source, len(of), math.fsum(of) / total) for source, of in weights.items()]
    return tuple(sorted(parts, key=lambda part: (-part.share, part.source)))
