"""Whether a coin's score has moved further than its noise explains. No I/O and no clock: time is a parameter."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sentiment.aggregates.score import LEAST_STORIES, MeanAndError, mean_and_error, stories_of
from sentiment.aggregates.weights import ScoredDocument, Weighing, weighted

RECENT: Final = timedelta(hours=6)
BEFORE: Final = timedelta(hours=24)
REACH: Final = RECENT + BEFORE
"""How far back the documents must go."""
_LEAST_Z: Final = 3.0
_LEAST_MOVE: Final = 0.15
_LEAST_VARIANCE: Final = 0.05**2
"""Of single stories: five that happen to be scored alike do not prove that there is no noise."""


class Change(NamedTuple):
    """From the mean `before` to the mean `after`, which is that of the stories since `since`: `z` standard errors."""

    since: datetime
    before: float
    after: float
    z: float


def sudden_change(documents: Sequence[ScoredDocument], at: datetime, weighing: Weighing) -> Change | None:
    """The stories of the last six hours against those of the day before; None while that is no more than noise.

    Within either span age makes no difference.
    """
    since = at - RECENT
    first = since - BEFORE
    before = _mean([one for one in documents if first <= one.story_at < since], at, weighing)
    after = _mean([one for one in documents if one.story_at >= since], at, weighing)
    if before is None or after is None:
        return None
    z = (after.mean - before.mean) / math.sqrt(_variance(before) + _variance(after))
    if abs(z) < _LEAST_Z or abs(after.mean - before.mean) < _LEAST_MOVE:
        return None
    return Change(since, before.mean, after.mean, z)


def _mean(documents: Sequence[ScoredDocument], at: datetime, weighing: Weighing) -> MeanAndError | None:
    stories = stories_of(weighted(documents, at, weighing.without_age()))
    if len(stories) < LEAST_STORIES:
        return None
    found = mean_and_error(stories)
    return None if found.variance is None else found


def _variance(found: MeanAndError) -> float:
    return max(found.variance or 0.0, _LEAST_VARIANCE / found.effective)
