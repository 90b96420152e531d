"""Documents as tests need them: a time, a story, what they say."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from sentiment.aggregates.weights import ScoredDocument, Weighing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEIGHING = Weighing({"good": 2.0, "poor": 0.5}, timedelta(hours=24), timedelta(hours=8))


def said(score: float, *, story: int, source: str = "usual", hours: float = 0, number: int = 0) -> ScoredDocument:
    """A document of that score, published with its story so many hours before `NOW`."""
    at = NOW - hours * HOUR
    positive, negative = max(score, 0.0), max(-score, 0.0)
    return ScoredDocument(
        document_id=UUID(int=story * 1_000 + number),
        story_id=UUID(int=story),
        source=source,
        story_at=at,
        published_at=at,
        received_at=at + timedelta(minutes=1),
        positive=positive,
        neutral=1 - positive - negative,
        negative=negative,
    )


@st.composite
def told_documents(draw: st.DrawFn, least: int = 1, most: int = 25) -> Sequence[ScoredDocument]:
    """Documents of up to twelve stories from three sources; those of a story share its time."""
    ages = draw(st.lists(st.floats(0, 24), min_size=12, max_size=12))
    found = []
    for number in range(draw(st.integers(least, most))):
        story = draw(st.integers(0, 11))
        positive = draw(st.floats(0, 1))
        negative = draw(st.floats(0, 1 - positive))
        one = said(0, story=story, source=draw(st.sampled_from(("usual", "good", "poor"))), hours=ages[story])
        found.append(
            one._replace(
                document_id=UUID(int=number), positive=positive, neutral=1 - positive - negative, negative=negative
            )
        )
    return found
