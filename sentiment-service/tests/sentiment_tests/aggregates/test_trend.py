from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.aggregates.score import score_of
from sentiment.aggregates.trend import DAY, ends_between, ends_of, hourly, in_days, last_end, next_end
from sentiment.aggregates.weights import ScoredDocument, counting, weighted

from .examples import HOUR, NOW, WEIGHING, said, told_documents

TIMES = st.integers(0, 10**8).map(lambda seconds: NOW - timedelta(seconds=seconds))


@given(told_documents(), st.integers(0, 30))
def test_an_hours_score_is_that_of_its_end(documents: Sequence[ScoredDocument], hours: int) -> None:
    end = NOW - hours * HOUR
    known = list(counting(documents, end, WEIGHING.window, known_at=end))

    assert list(hourly(documents, [end], WEIGHING)) == [(end, score_of(weighted(known, end, WEIGHING)))]


def test_what_is_published_later_changes_no_past_hour() -> None:
    told = [said(0.5, story=number, hours=10) for number in range(5)]
    later = [said(-1, story=number, hours=3) for number in range(10, 15)]
    retold = said(-1, story=1, hours=3, number=1)._replace(story_at=told[0].story_at)
    end = NOW - 5 * HOUR

    ((_, score),) = hourly([*told, *later, retold], [end], WEIGHING)

    assert score.score == pytest.approx(0.5)
    assert score.documents == 5


@given(TIMES)
def test_a_moment_lies_between_two_hour_ends(at: datetime) -> None:
    assert last_end(at) <= at < next_end(at) == last_end(at) + HOUR
    assert last_end(at, DAY).time().isoformat() == "00:00:00"


@given(TIMES, st.integers(0, 100))
def test_all_ends_in_a_span_are_given_once(start: datetime, hours: int) -> None:
    end = start + hours * HOUR
    found = list(ends_between(start, end))

    assert all(start <= at < end and at == last_end(at) for at in found)
    assert found == sorted(set(found))
    assert len(found) == hours


def test_a_document_is_in_the_hours_that_end_after_it() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

    assert [end.hour for end in ends_of(at, NOW)] == [10, 11, 12]
    assert [end.hour for end in ends_of(NOW - HOUR, NOW)] == [12]
    assert list(ends_of(NOW, NOW)) == []


def test_hours_are_computed_day_by_day_the_newest_first() -> None:
    hours = {NOW - timedelta(hours=number): ["bitcoin"] for number in (1, 2, 20, 40)}

    assert [sorted(end.day for end in day) for day in in_days(hours)] == [[1, 1], [28], [27]]
