import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.aggregates.score import Score, score_of
from sentiment.aggregates.weights import ScoredDocument, weighted
from shared.events import Label

from .examples import NOW, WEIGHING, said, told_documents


def scored(documents: Sequence[ScoredDocument]) -> Score:
    return score_of(weighted(documents, NOW, WEIGHING))


@given(told_documents(least=5))
def test_the_score_is_the_weighted_mean_of_the_documents(documents: Sequence[ScoredDocument]) -> None:
    found = weighted(documents, NOW, WEIGHING)
    score = score_of(found).score

    if len({one.story_id for one in documents}) < 5:
        assert score is None
    else:
        total = sum(one.weight for one in found)
        assert score == pytest.approx(sum(one.weight * one.document.score for one in found) / total, abs=1e-9)


@given(told_documents(), st.randoms(use_true_random=False))
def test_the_order_of_the_documents_changes_nothing(documents: Sequence[ScoredDocument], random: object) -> None:
    shuffled = list(documents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = scored(documents), scored(shuffled)

    assert (first.score, first.interval, first.labels) == (second.score, second.interval, second.labels)


@given(told_documents(least=5))
def test_the_interval_contains_the_score_and_stays_in_range(documents: Sequence[ScoredDocument]) -> None:
    found = scored(documents)

    if found.score is not None and found.interval is not None:
        low, high = found.interval
        assert -1 <= low <= found.score <= high <= 1


@given(told_documents(least=5))
def test_the_shares_add_up_to_the_whole(documents: Sequence[ScoredDocument]) -> None:
    found = scored(documents)

    assert sum(found.labels.values()) == found.stories
    assert found.shares is None or math.fsum(found.shares.values()) == pytest.approx(1)
    assert math.fsum(part.share for part in found.sources) == pytest.approx(1)


def test_fewer_than_five_stories_have_no_score_however_many_tell_them() -> None:
    found = scored([said(1, story=number % 4, number=number) for number in range(40)])

    assert (found.score, found.interval, found.shares) == (None, None, None)
    assert (found.stories, found.documents) == (4, 40)


def test_nothing_said_is_no_score() -> None:
    found = scored([])

    assert (found.score, found.documents, found.stories, found.as_of) == (None, 0, 0, None)


def test_a_story_of_a_hundred_copies_counts_once() -> None:
    others = [said(-0.5, story=story) for story in range(1, 5)]
    once = scored([said(0.5, story=9), *others])
    often = scored([*(said(0.5, story=9, number=number) for number in range(100)), *others])

    assert once.score == pytest.approx(-0.3)
    assert often.score == pytest.approx(-0.3)
    assert once.interval == pytest.approx(often.interval)


def test_the_interval_is_students_of_equal_stories() -> None:
    # Mean 0.1, standard deviation 0.1581, t(0.975, 4) = 2.7764: half-width 0.1963.
    found = scored([said(score, story=number) for number, score in enumerate((-0.1, 0.0, 0.1, 0.2, 0.3))])

    assert found.interval == pytest.approx((0.1 - 0.19632, 0.1 + 0.19632), abs=1e-5)


def test_stories_of_little_weight_make_the_score_no_surer() -> None:
    fresh = [said(score, story=number) for number, score in enumerate((-0.1, 0.0, 0.1, 0.2, 0.3))]
    old = [said(0.1, story=10 + number, hours=23.9, source="poor") for number in range(2)]
    widths = [found[1] - found[0] for found in (scored(fresh).interval, scored(fresh + old).interval) if found]

    assert widths[1] == pytest.approx(widths[0], rel=0.2)


def test_stories_that_all_say_the_same_leave_no_doubt() -> None:
    found = scored([said(0.25, story=number) for number in range(6)])

    assert (found.score, found.interval) == (0.25, (0.25, 0.25))


def test_a_share_is_of_story_weight_by_the_label_of_the_storys_mean() -> None:
    told = [
        said(0.9, story=1, source="good"),
        said(-0.9, story=2),
        *(said(0.1, story=number) for number in range(3, 6)),
        said(-0.8, story=6),
        said(0.9, story=6, number=1),
    ]
    found = scored(told)

    assert found.labels == {Label.POSITIVE: 2, Label.NEUTRAL: 3, Label.NEGATIVE: 1}
    assert found.shares == pytest.approx({Label.POSITIVE: 3 / 7, Label.NEUTRAL: 3 / 7, Label.NEGATIVE: 1 / 7})


def test_as_of_is_when_the_newest_document_came() -> None:
    told = [said(0, story=number, hours=number) for number in range(6)]

    assert scored(told).as_of == told[0].received_at
