from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from sentiment.aggregates.changes import Change
from sentiment.aggregates.coin_sentiment import CoinSentiment, SentimentReason, coin_sentiment
from sentiment.aggregates.score import score_of
from sentiment.aggregates.weights import ScoredDocument, weighted
from shared.events import decoder, encode

from .examples import HOUR, NOW, WEIGHING, said, told_documents
from .stage import MODEL


def made(
    documents: Sequence[ScoredDocument], heard_at: datetime | None = NOW, change: Change | None = None
) -> CoinSentiment:
    score = score_of(weighted(documents, NOW, WEIGHING))
    return coin_sentiment("bitcoin", score, MODEL, WEIGHING, at=NOW, heard_at=heard_at, change=change)


FIVE = [said(score, story=number) for number, score in enumerate((-0.1, 0.0, 0.1, 0.2, 0.9))]


@given(told_documents(least=0))
def test_figures_have_four_places_and_the_percentages_are_a_whole(documents: Sequence[ScoredDocument]) -> None:
    one = made(documents)
    parts = [one.positive_percent, one.neutral_percent, one.negative_percent]
    known = [part for part in parts if part is not None]

    assert (one.score is None) == (one.interval_low is None) == (not known)
    assert not known or sum(known) == 100
    assert all(figure.as_tuple().exponent == -4 for figure in (one.score, *known) if figure is not None)


@given(told_documents(least=0))
def test_what_is_cached_is_read_back_the_same(documents: Sequence[ScoredDocument]) -> None:
    one = made(documents)

    assert decoder(CoinSentiment).decode(encode(one)) == one


def test_the_event_has_the_same_figures() -> None:
    one = made(FIVE, change=Change(NOW - 6 * HOUR, 0.5, -0.25, -4.0))
    event = one.event

    assert (event.score, event.interval_low, event.interval_high) == (one.score, one.interval_low, one.interval_high)
    assert (event.documents, event.stories, event.window_hours, event.reason) == (5, 5, 24, None)
    assert event.change is not None
    assert (event.change.before, event.change.after, event.change.hours) == (Decimal("0.5"), Decimal("-0.25"), 6)


def test_too_few_stories_are_not_enough() -> None:
    one = made(FIVE[:4])

    assert (one.score, one.event.reason) == (None, "not_enough")
    assert one.freshness(NOW) == (False, SentimentReason.NOT_ENOUGH)


@pytest.mark.parametrize(("minutes", "stale"), [(29, False), (31, True)])
def test_without_an_answer_of_any_source_a_score_grows_stale(minutes: int, stale: bool) -> None:
    found = made(FIVE).freshness(NOW + timedelta(minutes=minutes))

    assert found == (stale, SentimentReason.SOURCES_AWAY if stale else None)


def test_before_any_source_has_answered_everything_is_stale() -> None:
    assert made([], heard_at=None).freshness(NOW) == (True, SentimentReason.NOT_ENOUGH)
