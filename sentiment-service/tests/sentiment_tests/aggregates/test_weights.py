import math
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.aggregates.weights import ScoredDocument, counting, weighted

from .examples import HOUR, NOW, WEIGHING, said, told_documents


@given(st.floats(0, 100))
def test_the_weight_of_a_story_halves_with_each_half_life(hours: float) -> None:
    older = WEIGHING.decay(timedelta(hours=hours) + timedelta(hours=8))

    assert older == pytest.approx(WEIGHING.decay(timedelta(hours=hours)) / 2)


def test_a_story_of_a_clock_that_is_fast_weighs_no_more_than_a_new_one() -> None:
    assert WEIGHING.decay(timedelta(minutes=-10)) == 1


@given(told_documents())
def test_a_story_weighs_its_sources_mean_weight_however_many_tell_it(documents: Sequence[ScoredDocument]) -> None:
    for story in {one.story_id for one in documents}:
        told = [one for one in documents if one.story_id == story]
        mean = sum(WEIGHING.source_weight(one.source) for one in told) / len(told)
        weights = [one.weight for one in weighted(documents, NOW, WEIGHING) if one.document.story_id == story]

        assert math.fsum(weights) == pytest.approx(mean * WEIGHING.decay(NOW - told[0].story_at), abs=1e-9)


def test_within_a_story_a_source_that_is_trusted_more_weighs_more() -> None:
    told = [said(1, story=1, source="good"), said(-1, story=1, source="poor", number=1), said(0, story=2)]

    assert [one.weight for one in weighted(told, NOW, WEIGHING)] == [1.0, 0.25, 1.0]


def test_another_window_has_another_half_life() -> None:
    week = WEIGHING.over(timedelta(days=7))

    assert (week.window, week.half_life) == (timedelta(days=7), timedelta(hours=56))
    assert WEIGHING.over(WEIGHING.window) is WEIGHING


def test_what_is_older_than_the_window_does_not_count() -> None:
    told = [said(1, story=hours, hours=hours) for hours in (0, 23, 24, 25)]

    assert [one.story_id.int for one in counting(told, NOW, WEIGHING.window)] == [0, 23, 24]


def test_of_a_past_moment_only_what_was_published_before_it_counts() -> None:
    old, told_again = said(1, story=1, hours=5), said(1, story=1, hours=1, number=1)
    told = [old, told_again._replace(story_at=old.story_at), said(1, story=2, hours=3)]

    known = list(counting(told, NOW - 3 * HOUR, WEIGHING.window, known_at=NOW - 3 * HOUR))

    assert known == [old]
