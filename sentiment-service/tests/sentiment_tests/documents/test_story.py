from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sentiment.documents.document import DocumentState
from sentiment.documents.story import ScoredText, StoryState, ToldDocument
from shared.events import DocumentKind, Label
from shared.events.ids import uuid7

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
STORY = UUID("01a00000-0000-7000-8000-000000000001")


def told(
    source: str, minutes: int, state: DocumentState = DocumentState.SCORED, *, coin: str = "bitcoin"
) -> ToldDocument:
    at = AT + timedelta(minutes=minutes)
    return ToldDocument(
        document_id=uuid7(),
        source=source,
        state=state,
        title=f"As {source} tells it",
        url=f"https://{source}.example/a",
        coins=(coin,),
        published_at=at,
        received_at=at,
        scored=ScoredText(Decimal("0.7"), Decimal("0.2"), Decimal("0.1")),
    )


def story(*documents: ToldDocument, was_published: bool = False) -> StoryState:
    return StoryState(STORY, DocumentKind.NEWS, 3, was_published, documents)


def test_a_story_is_told_as_its_oldest_document_tells_it() -> None:
    event = story(told("wire", 0), told("daily", 5, coin="ethereum"), told("daily", 9)).event("m", "1")

    assert event is not None
    assert (event.title, event.source, event.url) == ("As wire tells it", "wire", "https://wire.example/a")
    assert event.reach == 2
    assert event.coins == ("bitcoin", "ethereum")
    assert len(event.documents) == 3
    assert (event.label, event.score, event.revision) == (Label.POSITIVE, Decimal("0.6"), 3)


def test_a_deleted_document_leaves_the_story_and_an_emptied_story_says_so() -> None:
    rest = story(told("wire", 0, DocumentState.DELETED), told("daily", 5)).event("m", "1")
    emptied = story(told("wire", 0, DocumentState.DELETED), was_published=True).event("m", "1")

    assert rest is not None
    assert (rest.source, rest.reach) == ("daily", 1)
    assert emptied is not None
    assert (emptied.documents, emptied.reach, emptied.title) == ((), 0, "")


@pytest.mark.parametrize("state", [DocumentState.LEFT_OUT, DocumentState.PARKED, DocumentState.DELETED])
def test_what_was_never_shown_is_not_published(state: DocumentState) -> None:
    assert story(told("wire", 0, state)).event("m", "1") is None


def test_a_story_waits_for_the_score_of_each_of_its_documents() -> None:
    assert story(told("wire", 0), told("daily", 1, DocumentState.NEW)).waits
    assert not story(told("wire", 0)).waits


@pytest.mark.parametrize(
    ("positive", "neutral", "negative", "label"),
    [
        ("0.5", "0.3", "0.2", Label.POSITIVE),
        ("0.2", "0.3", "0.5", Label.NEGATIVE),
        ("0.4", "0.2", "0.4", Label.NEUTRAL),
        ("0.4", "0.4", "0.2", Label.NEUTRAL),
    ],
)
def test_of_equally_likely_labels_the_one_counts_that_says_least(
    positive: str, neutral: str, negative: str, label: Label
) -> None:
    assert ScoredText(Decimal(positive), Decimal(neutral), Decimal(negative)).label is label
